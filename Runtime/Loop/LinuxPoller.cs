using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// Few sources are watched with poll(2), which leaves nothing behind in the system; a socket that is registered with
/// epoll(7) costs time at each datagram, whether anybody waits or not. Many are watched with epoll, or with poll(2) where the
/// system refuses epoll.
/// </summary>
/// <remarks>
/// 1. A source's slot is its place among the polled ones, or its number in epoll: all are of one kind at a time.
/// 2. Descriptors are opened when a wait first needs them, because a process may have few.
/// 3. A child that fork(2) made shares both descriptors with its parent, so that it opens its own (<see cref="ForkedChild"/>).
/// </remarks>
internal sealed class LinuxPoller : IPoller
{
    private const int Few = 8;
    private const int WakeSlot = -1;

    /// <summary>How long a wait may last that no other thread can end, because the system gives no descriptor for that.</summary>
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

    /// <param name="exact">Whether to try waiting for times that are no whole milliseconds.</param>
    /// <param name="allowEpoll">Whether to use epoll for many sources.</param>
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

    private static int DescriptorOf(ReadinessSource source) => (int)source.Watched.SafeHandle.DangerousGetHandle();

    private static Interest InterestOf(ReadinessSource source) =>
        (source.WantsInput ? Interest.Input : Interest.None) | (source.WantsOutput ? Interest.Output : Interest.None);

    /// <summary>Returns how long to wait.</summary>
    private long Prepare(long nanoseconds)
    {
        RenewInChild();
        return _wake.IsOpen || nanoseconds == 0 ? nanoseconds : PrepareWake(nanoseconds);
    }

    /// <summary>
    /// Opens what <see cref="Wake"/> writes to. A thread that asked for a wake before has set <see cref="_wakePending"/> and
    /// written nothing.
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

        return Interlocked.Exchange(ref _wakePending, 0) != 0 ? 0 : nanoseconds < 0 ? LongestDeaf : Math.Min(nanoseconds, LongestDeaf);
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

    /// <summary>Consumes the wake. A full barrier follows, because the loop reads the completions and the stop flag next.</summary>
    private void ClearWake()
    {
        _wake.Clear();
        _ = Interlocked.Exchange(ref _wakePending, 0);
    }

    /// <summary>
    /// Registers every watched source. A socket stays watched after its last receiver, and does not announce the next one. So a source
    /// that wants nothing now is registered for input. The first report without a receiver ends the watch.
    /// </summary>
    private void UseEpoll()
    {
        if (!_wake.TryOpen())
        {
            return; // there is no descriptor for epoll either
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
                RequireEpoll(_epoll!.TryAdd(DescriptorOf(source), source.Slot, interest == Interest.None ? Interest.Input : interest));
            }
        }
    }

    /// <summary>Polls from now on where the system has refused a call of epoll.</summary>
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

    /// <summary>Leaves the descriptors to the parent, whose wakes and registrations they hold.</summary>
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
