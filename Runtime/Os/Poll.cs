using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>poll(2) over a descriptor that other threads make readable and others, each with the slot that it stands for.</summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int First = 8;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private PollDescriptor* _descriptors = (PollDescriptor*)NativeMemory.AllocZeroed((nuint)((First + 1) * sizeof(PollDescriptor)));
    private int[] _slots = new int[First];
    private bool _isExact = true;

    /// <summary>How many descriptors there are beside the event's.</summary>
    internal int Count { get; private set; }

    internal bool IsEventReady => _descriptors[0].Reported != 0;

    /// <param name="eventDescriptor">What other threads make readable, or -1.</param>
    internal void Clear(int eventDescriptor)
    {
        Count = 0;
        _descriptors[0] = new PollDescriptor { Descriptor = eventDescriptor, Wanted = Libc.POLLIN };
    }

    internal void Add(int descriptor, int slot, Interest interest)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Count * 2);
            _descriptors = (PollDescriptor*)NativeMemory.Realloc(_descriptors, (nuint)((_slots.Length + 1) * sizeof(PollDescriptor)));
        }

        _slots[Count] = slot;
        _descriptors[++Count] = new PollDescriptor { Descriptor = descriptor, Wanted = (short)interest };
    }

    internal bool IsReady(int index) => _descriptors[index + 1].Reported != 0;

    internal int SlotOf(int index) => _slots[index];

    /// <summary>The number of ready descriptors; 0 also when a signal came in between.</summary>
    internal int Wait(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return Math.Max(0, Libc.poll_now(_descriptors, (nuint)Count + 1, 0));
        }

        var count = nanoseconds < 0 || !_isExact
            ? Libc.poll(_descriptors, (nuint)Count + 1, Milliseconds(nanoseconds))
            : WaitExactly(nanoseconds);
        if (count >= 0)
        {
            return count;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == Libc.EINTR ? 0 : throw new Win32Exception(errno, $"poll: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    /// <summary>ppoll(2), which a sandbox may forbid.</summary>
    private int WaitExactly(long nanoseconds)
    {
        var limit = new Libc.TimeSpec { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
        var count = Libc.ppoll(_descriptors, (nuint)Count + 1, &limit, null);
        if (count >= 0 || Marshal.GetLastPInvokeError() is not (Libc.ENOSYS or Libc.EPERM))
        {
            return count;
        }

        _isExact = false;
        return Libc.poll(_descriptors, (nuint)Count + 1, Milliseconds(nanoseconds));
    }

    /// <summary>Rounded up, so that no wait ends before its time; -1 for no limit.</summary>
    internal static int Milliseconds(long nanoseconds) => nanoseconds < 0
        ? -1
        : (int)Math.Min(int.MaxValue, (nanoseconds / NanosecondsPerMillisecond) + (nanoseconds % NanosecondsPerMillisecond > 0 ? 1 : 0));

    public void Dispose() => NativeMemory.Free(_descriptors);
}

/// <summary>struct pollfd.</summary>
internal struct PollDescriptor
{
    public int Descriptor;
    public short Wanted;
    public short Reported;
}
