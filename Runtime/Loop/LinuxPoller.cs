using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// Few sources are watched with poll(2), which leaves nothing behind in the system; a socket that is registered with
/// epoll(7) costs time at each datagram, whether anybody waits or not. Many are watched with epoll.
/// </summary>
/// <remarks>A source's slot is its place among the polled ones, or its number in epoll: all are of one kind at a time.</remarks>
internal sealed class LinuxPoller : IPoller
{
    private const int Few = Poll.Capacity;
    private const int WakeSlot = -1;

    private readonly Epoll _epoll;
    private readonly Poll _poll = new();
    private readonly SourceTable _sources = new();
    private int _wakePending;
    private bool _usesEpoll;

    /// <param name="exact">Whether to try waiting for times that are no whole milliseconds.</param>
    public LinuxPoller(bool exact = true)
    {
        _epoll = new Epoll(exact);
        _epoll.AddEvent(WakeSlot);
    }

    public void Watch(ReadinessSource source)
    {
        _sources.Add(source);
        if (_usesEpoll)
        {
            _epoll.Add(DescriptorOf(source), source.Slot, InterestOf(source));
        }
        else if (_sources.Count > Few)
        {
            UseEpoll();
        }
    }

    public void Unwatch(ReadinessSource source)
    {
        if (_usesEpoll)
        {
            _epoll.Remove(DescriptorOf(source));
        }

        _sources.Remove(source);
    }

    public void UpdateInterest(ReadinessSource source)
    {
        if (_usesEpoll)
        {
            _epoll.Change(DescriptorOf(source), source.Slot, InterestOf(source));
        }
    }

    public void Wait(long nanoseconds)
    {
        if (_usesEpoll && _sources.Count < Few / 2)
        {
            UsePoll();
        }

        if (_usesEpoll)
        {
            WaitForMany(nanoseconds);
        }
        else
        {
            WaitForFew(nanoseconds);
        }
    }

    public bool WaitFor(ReadinessSource source, long nanoseconds)
    {
        if (_usesEpoll)
        {
            return false;
        }

        foreach (var other in _sources.All)
        {
            if (other is { WantsInput: true } or { WantsOutput: true })
            {
                return false;
            }
        }

        _poll.Clear(_epoll.EventDescriptor);
        _poll.Add(DescriptorOf(source), source.Slot, Interest.Input);
        return _poll.Wait(nanoseconds) > 0 && !_poll.IsEventReady;
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            _epoll.SetEvent();
        }
    }

    public void Dispose()
    {
        _poll.Dispose();
        _epoll.Dispose();
    }

    private static int DescriptorOf(ReadinessSource source) => (int)source.Watched.SafeHandle.DangerousGetHandle();

    private static Interest InterestOf(ReadinessSource source) =>
        (source.WantsInput ? Interest.Input : Interest.None) | (source.WantsOutput ? Interest.Output : Interest.None);

    private void WaitForMany(long nanoseconds)
    {
        var count = _epoll.Wait(nanoseconds);
        for (var i = 0; i < count; i++)
        {
            var slot = _epoll.SlotOf(i);
            if (slot == WakeSlot)
            {
                ClearWake();
            }
            else
            {
                _sources[slot]?.OnReady();
            }
        }
    }

    private void WaitForFew(long nanoseconds)
    {
        _poll.Clear(_epoll.EventDescriptor);
        var sources = _sources.All;
        for (var slot = 0; slot < sources.Length; slot++)
        {
            if (sources[slot] is { } source && InterestOf(source) is var interest and not Interest.None)
            {
                _poll.Add(DescriptorOf(source), slot, interest);
            }
        }

        if (_poll.Wait(nanoseconds) == 0)
        {
            return;
        }

        if (_poll.IsEventReady)
        {
            ClearWake();
        }

        for (var i = 0; i < _poll.Count; i++)
        {
            if (_poll.IsReady(i))
            {
                _sources[_poll.SlotOf(i)]?.OnReady();
            }
        }
    }

    /// <summary>Consumes the wake. A full barrier follows, because the loop reads the completions and the stop flag next.</summary>
    private void ClearWake()
    {
        _epoll.ClearEvent();
        _ = Interlocked.Exchange(ref _wakePending, 0);
    }

    /// <summary>
    /// Registers every watched source. A socket stays watched after its last receiver, and does not announce the next one. So a source
    /// that wants nothing now is registered for input. The first report without a receiver ends the watch.
    /// </summary>
    private void UseEpoll()
    {
        _usesEpoll = true;
        foreach (var source in _sources.All)
        {
            if (source is not null)
            {
                var interest = InterestOf(source);
                _epoll.Add(DescriptorOf(source), source.Slot, interest == Interest.None ? Interest.Input : interest);
            }
        }
    }

    private void UsePoll()
    {
        _usesEpoll = false;
        foreach (var source in _sources.All)
        {
            if (source is not null)
            {
                _epoll.Remove(DescriptorOf(source));
            }
        }

        _sources.Close();
    }
}
