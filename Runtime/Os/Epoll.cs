using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// An epoll instance, which returns the slot of each ready descriptor. If the kernel or a sandbox refuses a call, the
/// caller must use poll(2).
/// </summary>
/// <remarks>struct epoll_event is packed on x64 (12 bytes), but not on other processors (16 bytes).</remarks>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Capacity = 128;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(long);

    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * EventSize));
    private readonly int _epoll;

    private bool _isExact;

    private Epoll(int epoll, bool exact)
    {
        _epoll = epoll;
        _isExact = exact;
    }

    /// <summary>Opens an epoll instance. Returns null if the kernel refuses to open it or to wait with it.</summary>
    /// <param name="exact">
    /// True to try time-outs in nanoseconds (epoll_pwait2(2)), which old kernels do not support.
    /// </param>
    internal static Epoll? TryOpen(bool exact)
    {
        var descriptor = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (descriptor < 0)
        {
            return null;
        }

        var epoll = new Epoll(descriptor, exact);
        if (epoll.Wait(0) >= 0)
        {
            return epoll;
        }

        epoll.Dispose();
        return null;
    }

    /// <summary>
    /// True if time-outs in nanoseconds are used. Becomes false if the kernel refuses the first wait with such a
    /// time-out.
    /// </summary>
    internal bool IsExact => _isExact;

    internal bool TryAdd(int descriptor, int slot, Interest interest) =>
        TryControl(Libc.EPOLL_CTL_ADD, descriptor, slot, interest);

    internal bool TryChange(int descriptor, int slot, Interest interest) =>
        TryControl(Libc.EPOLL_CTL_MOD, descriptor, slot, interest);

    internal bool TryRemove(int descriptor) => TryControl(Libc.EPOLL_CTL_DEL, descriptor, 0, Interest.None);

    private bool TryControl(int operation, int descriptor, int slot, Interest interest)
    {
        var wanted = stackalloc byte[16];
        *(uint*)wanted = (uint)interest;
        *(long*)(wanted + DataOffset) = slot;
        return Libc.epoll_ctl(_epoll, operation, descriptor, wanted) == 0;
    }

    /// <summary>
    /// Waits and returns the number of ready descriptors, 0 if a signal interrupted the wait, or -1 if the kernel
    /// refuses the call.
    /// </summary>
    internal int Wait(long nanoseconds)
    {
        int count;
        if (nanoseconds == 0)
        {
            count = Libc.epoll_poll(_epoll, _events, Capacity, 0);
            return count >= 0 ? count : *Libc.__errno_location() == Libc.EINTR ? 0 : -1;
        }

        count = nanoseconds < 0 || !_isExact
            ? Libc.epoll_wait(_epoll, _events, Capacity, Poll.Milliseconds(nanoseconds))
            : WaitExactly(nanoseconds);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Libc.EINTR ? 0 : -1;
    }

    /// <summary>
    /// Waits with epoll_pwait2(2), or with epoll_wait(2) if the kernel is older than Linux 5.11 or a sandbox refuses
    /// epoll_pwait2.
    /// </summary>
    private int WaitExactly(long nanoseconds)
    {
        var limit = new Libc.TimeSpec
        {
            Seconds = nanoseconds / NanosecondsPerSecond,
            Nanoseconds = nanoseconds % NanosecondsPerSecond,
        };
        var count = (int)Libc.epoll_pwait2(Libc.SYS_epoll_pwait2, _epoll, _events, Capacity, &limit, null, 0);
        if (count >= 0 || Marshal.GetLastPInvokeError() is not (Libc.ENOSYS or Libc.EPERM))
        {
            return count;
        }

        _isExact = false;
        return Libc.epoll_wait(_epoll, _events, Capacity, Poll.Milliseconds(nanoseconds));
    }

    internal int SlotOf(int index) => (int)*(long*)(_events + (index * EventSize) + DataOffset);

    public void Dispose()
    {
        _ = Libc.close(_epoll);
        NativeMemory.Free(_events);
    }
}
