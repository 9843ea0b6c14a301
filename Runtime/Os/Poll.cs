using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>poll(2) over an eventfd and a few descriptors, each with the slot that it stands for.</summary>
internal sealed unsafe class Poll : IDisposable
{
    internal const int Capacity = 8;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly PollDescriptor* _descriptors = (PollDescriptor*)NativeMemory.AllocZeroed((nuint)((Capacity + 1) * sizeof(PollDescriptor)));
    private readonly int[] _slots = new int[Capacity];

    /// <summary>How many descriptors there are beside the event's.</summary>
    internal int Count { get; private set; }

    internal bool IsEventReady => _descriptors[0].Reported != 0;

    internal void Clear(int eventDescriptor)
    {
        Count = 0;
        _descriptors[0] = new PollDescriptor { Descriptor = eventDescriptor, Wanted = Libc.POLLIN };
    }

    internal void Add(int descriptor, int slot, Interest interest)
    {
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

        var limit = new Libc.TimeSpec { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
        var count = nanoseconds < 0
            ? Libc.poll(_descriptors, (nuint)Count + 1, -1)
            : Libc.ppoll(_descriptors, (nuint)Count + 1, &limit, null);
        if (count >= 0)
        {
            return count;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == Libc.EINTR ? 0 : throw new Win32Exception(errno, $"poll: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    public void Dispose() => NativeMemory.Free(_descriptors);
}

/// <summary>struct pollfd.</summary>
internal struct PollDescriptor
{
    public int Descriptor;
    public short Wanted;
    public short Reported;
}
