using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>A timer that one thread sets, without waking anybody, and another waits for (timerfd_create(2)).</summary>
internal sealed unsafe class TimerDescriptor : IDisposable
{
    private const int CLOCK_MONOTONIC = 1;
    private const int TFD_CLOEXEC = 0x80000;

    private int _descriptor = Libc.timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    /// <summary>Whether the system gave a descriptor.</summary>
    internal bool IsOpen => _descriptor >= 0;

    /// <summary>Has the timer expire once, after a time.</summary>
    internal void Set(TimeSpan time)
    {
        var setting = stackalloc Libc.TimeSpec[2]; // struct itimerspec: the interval, none, and the first expiry
        setting[0] = default;
        setting[1] = new Libc.TimeSpec
        {
            Seconds = time.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = Math.Max(1, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick), // all 0 would stop it
        };
        _ = Libc.timerfd_settime(_descriptor, 0, setting, null);
    }

    /// <summary>Blocks until the timer has expired since it was waited for last.</summary>
    internal void Wait()
    {
        Span<byte> expirations = stackalloc byte[sizeof(ulong)];
        while (Libc.read(_descriptor, expirations, sizeof(ulong)) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                throw new Win32Exception(errno, $"timerfd: {Marshal.GetPInvokeErrorMessage(errno)}");
            }
        }
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.close(_descriptor);
            _descriptor = -1;
        }
    }
}
