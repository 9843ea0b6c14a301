using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A timerfd (timerfd_create(2)). One thread sets the timer, and another thread waits until the timer expires.
/// </summary>
internal sealed unsafe class TimerDescriptor : IDisposable
{
    private const int CLOCK_MONOTONIC = 1;
    private const int TFD_CLOEXEC = 0x80000;

    private int _descriptor = Libc.timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    /// <summary>True if the descriptor is open. False if the kernel has refused the timer.</summary>
    internal bool IsOpen => _descriptor >= 0;

    /// <summary>Sets the timer to expire once, after the given time.</summary>
    internal void Set(TimeSpan time)
    {
        var setting = stackalloc Libc.TimeSpec[2]; // struct itimerspec: the interval, which is 0, and the first expiry
        setting[0] = default;
        setting[1] = new Libc.TimeSpec
        {
            Seconds = time.Ticks / TimeSpan.TicksPerSecond,
            // at least 1, because 0 would stop the timer
            Nanoseconds = Math.Max(1, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        _ = Libc.timerfd_settime(_descriptor, 0, setting, null);
    }

    /// <summary>Blocks until the timer expires. Returns at once if the timer has expired since the last call.</summary>
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
