using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Loop;

/// <summary>epoll(7) with an eventfd for <see cref="Wake"/>.</summary>
internal sealed class EpollReadiness : IReadiness
{
    private const int WakeSlot = -1;

    private readonly Epoll _epoll;
    private readonly SourceTable _sources = new();
    private int _wakePending;

    /// <param name="exact">Whether to try waiting for times that are no whole milliseconds.</param>
    public EpollReadiness(bool exact = true)
    {
        _epoll = new Epoll(exact);
        _epoll.AddEvent(WakeSlot);
    }

    public void Watch(ReadinessSource source)
    {
        _sources.Add(source);
        _epoll.Add((int)source.Watched.SafeHandle.DangerousGetHandle(), source.Slot);
    }

    public void Unwatch(ReadinessSource source)
    {
        _epoll.Remove((int)source.Watched.SafeHandle.DangerousGetHandle());
        _sources.Remove(source);
    }

    public void Wait(long nanoseconds)
    {
        var count = _epoll.Wait(nanoseconds);
        for (var i = 0; i < count; i++)
        {
            var slot = _epoll.SlotOf(i);
            if (slot == WakeSlot)
            {
                _epoll.ClearEvent();
                Volatile.Write(ref _wakePending, 0);
            }
            else
            {
                _sources[slot]?.OnReady();
            }
        }
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            _epoll.SetEvent();
        }
    }

    public void Dispose() => _epoll.Dispose();
}
