using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// Watches a few sources with poll(2) and many sources with epoll(7). If the kernel refuses epoll, it watches all
/// sources with poll(2). For a few sources poll(2) is faster, because a socket that is registered with epoll costs time
/// for each datagram, even if no fiber waits for the socket.
/// </summary>
/// <remarks>
/// 1. Both poll(2) and epoll identify a source by its slot. Either all watched sources are registered with epoll, or no
/// source is.
/// 2. The poller opens its own descriptors when they are first needed, because the process may have few free
/// descriptors.
/// 3. A child of fork(2) opens new descriptors, because it shares the old descriptors with its parent
/// (<see cref="ForkedChild"/>).
/// </remarks>
internal sealed class LinuxPoller : IPoller
{
    private const int Few = 8;
    private const int WakeSlot = -1;

    /// <summary>
    /// The maximum wait in nanoseconds if there is no free descriptor for <see cref="Wake"/>. No other thread can then
    /// end the wait.
    /// </summary>
    private const long LongestDeaf = 10_000_000;

    private readonly bool _exact;
    private readonly Poll _poll = new();
    private readonly SourceTable _sources = new();
    private WakeDescriptor _wake = new();
    private Epoll? _epoll;
    private int _wakePending;
    private bool _usesEpoll;
    private bool _isEpollRefused;
    private int _generation = ForkedChild.Generation;

    /// <param name="exact">True to use time-outs in nanoseconds with epoll if the kernel supports them.</param>
    /// <param name="allowEpoll">True to use epoll for many sources.</param>
    public LinuxPoller(bool exact = true, bool allowEpoll = true)
    {
        _exact = exact;
        _isEpollRefused = !allowEpoll;
    }

    public void Watch(ReadinessSource source)
    {
        RenewInChild();
        _sources.Add(source);
        if (_usesEpoll)
        {
            RequireEpoll(_epoll!.TryAdd(DescriptorOf(source), source.Slot, InterestOf(source)));
        }
        else if (_sources.Count > Few && !_isEpollRefused)
        {
            UseEpoll();
        }
    }

    public void Unwatch(ReadinessSource source)
    {
        RenewInChild();
        if (_usesEpoll)
        {
            _ = _epoll!.TryRemove(DescriptorOf(source));
        }

        _sources.Remove(source);
    }

    public void UpdateInterest(ReadinessSource source)
    {
        RenewInChild();
        if (_usesEpoll)
        {
            RequireEpoll(_epoll!.TryChange(DescriptorOf(source), source.Slot, InterestOf(source)));
        }
    }

    public void Wait(long nanoseconds)
    {
        nanoseconds = Prepare(nanoseconds);
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
        nanoseconds = Prepare(nanoseconds);
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

        _poll.Clear(_wake.Descriptor);
        _poll.Add(DescriptorOf(source), source.Slot, Interest.Input);
        return _poll.Wait(nanoseconds) > 0 && !_poll.IsEventReady;
    }

    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0 && _generation == ForkedChild.Generation)
        {
            _wake.Set();
        }
    }

    public void Dispose()
    {
        _poll.Dispose();
        _epoll?.Dispose();
        _wake.Dispose();
    }

    private static int DescriptorOf(ReadinessSource source) => source.Descriptor;

    private static Interest InterestOf(ReadinessSource source) =>
        (source.WantsInput ? Interest.Input : Interest.None) | (source.WantsOutput ? Interest.Output : Interest.None);

    /// <summary>Prepares a wait and returns its time-out.</summary>
    private long Prepare(long nanoseconds)
    {
        RenewInChild();
        return _wake.IsOpen || nanoseconds == 0 ? nanoseconds : PrepareWake(nanoseconds);
    }

    /// <summary>
    /// Opens the descriptor that <see cref="Wake"/> writes to, and returns the time-out of the wait. A thread that
    /// called Wake earlier could only set <see cref="_wakePending"/>, so this method writes to the descriptor in its
    /// place.
    /// </summary>
    private long PrepareWake(long nanoseconds)
    {
        if (_wake.TryOpen())
        {
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _wakePending) != 0)
            {
                _wake.Set();
            }

            return nanoseconds;
        }

        return Interlocked.Exchange(ref _wakePending, 0) != 0 ? 0
            : nanoseconds < 0 ? LongestDeaf
            : Math.Min(nanoseconds, LongestDeaf);
    }

    private void WaitForMany(long nanoseconds)
    {
        var count = _epoll!.Wait(nanoseconds);
        if (count < 0)
        {
            RequireEpoll(isThere: false);
            return;
        }

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
        _poll.Clear(_wake.Descriptor);
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

    /// <summary>
    /// Resets the wake. Ends with a full barrier, because the loop reads the completions and the stop flag next.
    /// </summary>
    private void ClearWake()
    {
        _wake.Clear();
        _ = Interlocked.Exchange(ref _wakePending, 0);
    }

    /// <summary>
    /// Registers every watched source with epoll. A source that waits for no event now is registered for input. The
    /// reason is that a socket stays watched after its last receiver was served, and does not update the watch when the
    /// next receiver begins to wait. The first report of input without a receiver ends the watch.
    /// </summary>
    private void UseEpoll()
    {
        if (!_wake.TryOpen())
        {
            return; // without a free descriptor, epoll cannot be opened either
        }

        if (_epoll is null)
        {
            _epoll = Epoll.TryOpen(_exact);
            _isEpollRefused = _epoll?.TryAdd(_wake.Descriptor, WakeSlot, Interest.Input) != true;
        }

        _usesEpoll = !_isEpollRefused;
        foreach (var source in _sources.All)
        {
            if (source is not null && _usesEpoll)
            {
                var interest = InterestOf(source);
                RequireEpoll(_epoll!.TryAdd(
                    DescriptorOf(source),
                    source.Slot,
                    interest == Interest.None ? Interest.Input : interest));
            }
        }
    }

    /// <summary>Switches to poll(2) permanently if the kernel has refused an epoll call.</summary>
    private void RequireEpoll(bool isThere)
    {
        if (!isThere)
        {
            _isEpollRefused = true;
            UsePoll();
            _epoll?.Dispose();
            _epoll = null;
        }
    }

    private void UsePoll()
    {
        _usesEpoll = false;
        foreach (var source in _sources.All)
        {
            if (source is not null)
            {
                _ = _epoll!.TryRemove(DescriptorOf(source));
            }
        }

        _sources.Close();
    }

    private void RenewInChild()
    {
        if (_generation != ForkedChild.Generation)
        {
            Renew();
        }
    }

    /// <summary>
    /// Replaces the descriptors in a child of fork(2), because the parent still uses the old descriptors.
    /// </summary>
    private void Renew()
    {
        _generation = ForkedChild.Generation;
        _wake.Dispose();
        _wake = new WakeDescriptor();
        _epoll?.Dispose();
        _epoll = null;
        if (_usesEpoll)
        {
            _usesEpoll = false;
            UseEpoll();
        }
    }
}
