using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Native;

/// <summary>An epoll descriptor and one eventfd, with the slot of each ready descriptor.</summary>
/// <remarks>epoll_event is packed on x64 (12 bytes) and not on other processors (16).</remarks>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Capacity = 128;
    private const uint Input = Libc.EPOLLIN;

    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(long);

    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * EventSize));
    private readonly int _epoll = Check(Libc.epoll_create1(Libc.EPOLL_CLOEXEC), "epoll_create1");
    private readonly int _event = Check(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd");

    internal int EventDescriptor => _event;

    internal void AddEvent(int slot) => Add(_event, slot);

    internal void Add(int descriptor, int slot)
    {
        var interest = stackalloc byte[16];
        *(uint*)interest = Input;
        *(long*)(interest + DataOffset) = slot;
        _ = Check(Libc.epoll_ctl(_epoll, Libc.EPOLL_CTL_ADD, descriptor, interest), "epoll_ctl");
    }

    internal void Remove(int descriptor)
    {
        var ignored = stackalloc byte[16];
        _ = Check(Libc.epoll_ctl(_epoll, Libc.EPOLL_CTL_DEL, descriptor, ignored), "epoll_ctl");
    }

    /// <summary>The number of ready descriptors; 0 also when a signal came in between.</summary>
    internal int Wait(int milliseconds)
    {
        if (milliseconds == 0)
        {
            return Math.Max(0, Libc.epoll_poll(_epoll, _events, Capacity, 0));
        }

        var count = Libc.epoll_wait(_epoll, _events, Capacity, milliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == Libc.EINTR ? Math.Max(0, count) : Check(count, "epoll_wait");
    }

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
