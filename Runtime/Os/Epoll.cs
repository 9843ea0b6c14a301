using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>An epoll descriptor and one eventfd, with the slot of each ready descriptor.</summary>
/// <param name="exact">Whether to ask the system to wait for a time in nanoseconds, which it may not know how to.</param>
/// <remarks>epoll_event is packed on x64 (12 bytes) and not on other processors (16).</remarks>
internal sealed unsafe class Epoll(bool exact) : IDisposable
{
    private const int Capacity = 128;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(long);

    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * EventSize));
    private readonly int _epoll = Check(Libc.epoll_create1(Libc.EPOLL_CLOEXEC), "epoll_create1");
    private readonly int _event = Check(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd");

    private bool _isExact = exact;

    internal int EventDescriptor => _event;

    /// <summary>Whether the system waits for a time in nanoseconds, as far as is known: a wait finds out.</summary>
    internal bool IsExact => _isExact;

    internal void AddEvent(int slot) => Add(_event, slot, Interest.Input);

    internal void Add(int descriptor, int slot, Interest interest) => Control(Libc.EPOLL_CTL_ADD, descriptor, slot, interest);

    internal void Change(int descriptor, int slot, Interest interest) => Control(Libc.EPOLL_CTL_MOD, descriptor, slot, interest);

    private void Control(int operation, int descriptor, int slot, Interest interest)
    {
        var wanted = stackalloc byte[16];
        *(uint*)wanted = (uint)interest;
        *(long*)(wanted + DataOffset) = slot;
        _ = Check(Libc.epoll_ctl(_epoll, operation, descriptor, wanted), "epoll_ctl");
    }

    internal void Remove(int descriptor)
    {
        var ignored = stackalloc byte[16];
        _ = Check(Libc.epoll_ctl(_epoll, Libc.EPOLL_CTL_DEL, descriptor, ignored), "epoll_ctl");
    }

    /// <summary>The number of ready descriptors; 0 also when a signal came in between.</summary>
    internal int Wait(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return Math.Max(0, Libc.epoll_poll(_epoll, _events, Capacity, 0));
        }

        var count = nanoseconds < 0 || !_isExact
            ? Libc.epoll_wait(_epoll, _events, Capacity, Milliseconds(nanoseconds))
            : WaitExactly(nanoseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == Libc.EINTR ? Math.Max(0, count) : Check(count, "epoll_wait");
    }

    /// <summary>epoll_pwait2(2), which is new in Linux 5.11; a sandbox may forbid what it does not know.</summary>
    private int WaitExactly(long nanoseconds)
    {
        var limit = new Libc.TimeSpec { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
        var count = (int)Libc.epoll_pwait2(Libc.SYS_epoll_pwait2, _epoll, _events, Capacity, &limit, null, 0);
        if (count >= 0 || Marshal.GetLastPInvokeError() is not (Libc.ENOSYS or Libc.EPERM))
        {
            return count;
        }

        _isExact = false;
        return Libc.epoll_wait(_epoll, _events, Capacity, Milliseconds(nanoseconds));
    }

    /// <summary>Rounded up, so that no wait ends before its time.</summary>
    private static int Milliseconds(long nanoseconds) => nanoseconds < 0
        ? -1
        : (int)Math.Min(int.MaxValue, (nanoseconds / NanosecondsPerMillisecond) + (nanoseconds % NanosecondsPerMillisecond > 0 ? 1 : 0));

    internal int SlotOf(int index) => (int)*(long*)(_events + (index * EventSize) + DataOffset);

    /// <summary>Any thread.</summary>
    internal void SetEvent()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        _ = BitConverter.TryWriteBytes(one, 1UL);
        _ = Libc.write(_event, one, sizeof(ulong));
    }

    internal void ClearEvent()
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        _ = Libc.read(_event, value, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = Libc.close(_event);
        _ = Libc.close(_epoll);
        NativeMemory.Free(_events);
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
}
