using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A set of descriptors for poll(2): the event descriptor, which other threads make readable, and further descriptors,
/// each with a slot.
/// </summary>
internal sealed unsafe class Poll : IDisposable
{
    private const int First = 8;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private PollDescriptor* _descriptors =
        (PollDescriptor*)NativeMemory.AllocZeroed((nuint)((First + 1) * sizeof(PollDescriptor)));
    private int[] _slots = new int[First];
    private bool _isExact = true;

    /// <summary>The number of descriptors without the event descriptor.</summary>
    internal int Count { get; private set; }

    internal bool IsEventReady => _descriptors[0].Reported != 0;

    /// <param name="eventDescriptor">The descriptor that other threads make readable, or -1.</param>
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
            _descriptors = (PollDescriptor*)NativeMemory.Realloc(
                _descriptors,
                (nuint)((_slots.Length + 1) * sizeof(PollDescriptor)));
        }

        _slots[Count] = slot;
        _descriptors[++Count] = new PollDescriptor { Descriptor = descriptor, Wanted = (short)interest };
    }

    internal bool IsReady(int index) => _descriptors[index + 1].Reported != 0;

    internal int SlotOf(int index) => _slots[index];

    /// <summary>Waits and returns the number of ready descriptors, or 0 if a signal interrupted the wait.</summary>
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
        return errno == Libc.EINTR
            ? 0
            : throw new Win32Exception(errno, $"poll: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    /// <summary>Waits with ppoll(2), or with poll(2) if the kernel or a sandbox refuses ppoll.</summary>
    private int WaitExactly(long nanoseconds)
    {
        var limit = new Libc.TimeSpec
        {
            Seconds = nanoseconds / NanosecondsPerSecond,
            Nanoseconds = nanoseconds % NanosecondsPerSecond,
        };
        var count = Libc.ppoll(_descriptors, (nuint)Count + 1, &limit, null);
        if (count >= 0 || Marshal.GetLastPInvokeError() is not (Libc.ENOSYS or Libc.EPERM))
        {
            return count;
        }

        _isExact = false;
        return Libc.poll(_descriptors, (nuint)Count + 1, Milliseconds(nanoseconds));
    }

    /// <summary>Converts to milliseconds, rounded up so that no wait ends too early. Returns -1 for no limit.</summary>
    internal static int Milliseconds(long nanoseconds) => nanoseconds < 0
        ? -1
        : (int)Math.Min(
            int.MaxValue,
            (nanoseconds / NanosecondsPerMillisecond) + (nanoseconds % NanosecondsPerMillisecond > 0 ? 1 : 0));

    public void Dispose()
    {
        NativeMemory.Free(_descriptors);
        _descriptors = null;
    }
}

/// <summary>struct pollfd.</summary>
internal struct PollDescriptor
{
    public int Descriptor;
    public short Wanted;
    public short Reported;
}
