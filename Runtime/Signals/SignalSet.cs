using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Signals;

/// <summary>
/// The signals that a script waits for. An arrival goes to the fiber that has waited longest, or is counted for a later
/// wait, which takes the lowest number first.
/// </summary>
public sealed class SignalSet(SignalRouter router, FiberScheduler fibers)
{
    private readonly SortedSet<int> _signals = [];
    private readonly SortedDictionary<int, long> _arrived = [];
    private readonly WaitQueue _waiters = new();
    private bool _isClosed;

    /// <summary>Whether a signal can arrive at all.</summary>
    internal bool HasSignals { get; private set; }

    /// <summary>Adds a signal that <see cref="SignalNumbers.WhyNotHandled"/> has nothing against; again does nothing.</summary>
    public void Add(int number)
    {
        RequireOpen();
        if (_signals.Add(number))
        {
            router.Add(this, number);
            NoticeWhatItHolds();
        }
    }

    /// <summary>Removes a signal, and what arrived of it. One that the set does not hold does nothing.</summary>
    public void Remove(int number)
    {
        RequireOpen();
        Drop(number);
    }

    public void Clear()
    {
        RequireOpen();
        DropAll();
    }

    /// <summary>Wakes every waiting fiber with operation_aborted. What arrived stays.</summary>
    public void Cancel()
    {
        RequireOpen();
        AbortAll();
    }

    /// <summary>Cancels and clears for good; again does nothing.</summary>
    public void Close()
    {
        _isClosed = true;
        DropAll();
        AbortAll();
    }

    /// <summary>Takes an arrival that nobody waited for.</summary>
    public bool TryTake(out int number)
    {
        RequireOpen();
        router.DeliverArrived();
        if (_arrived.Count == 0)
        {
            number = 0;
            return false;
        }

        (number, var count) = _arrived.First();
        if (count == 1)
        {
            _arrived.Remove(number);
        }
        else
        {
            _arrived[number] = count - 1;
        }

        return true;
    }

    /// <summary>Queues the wait, which the caller parks a fiber on.</summary>
    public void Enqueue(SignalWait wait) => _waiters.Add(wait);

    /// <summary>The signals by name, as "SIGINT, SIGTERM".</summary>
    public override string ToString() => _isClosed ? "closed" : string.Join(", ", _signals.Select(static number => SignalNumbers.NameOf(number)));

    internal void Deliver(int number)
    {
        if (_waiters.First is SignalWait wait)
        {
            wait.Number = number;
            _waiters.Remove(wait);
            fibers.Wake(wait);
        }
        else
        {
            _arrived[number] = _arrived.GetValueOrDefault(number) + 1;
        }
    }

    private void RequireOpen()
    {
        if (_isClosed)
        {
            throw new LuaFailure(LuaError.System(Errno.EBADF) with { Detail = "the set is closed" });
        }
    }

    private void Drop(int number)
    {
        if (_signals.Remove(number))
        {
            _arrived.Remove(number);
            router.Remove(this, number);
            NoticeWhatItHolds();
        }
    }

    /// <summary>Nothing outside the program can end waits for a set that holds no signal.</summary>
    private void NoticeWhatItHolds()
    {
        HasSignals = _signals.Count > 0;
        for (var wait = _waiters.First; wait is not null; wait = wait.Next)
        {
            fibers.SetExternal(wait, HasSignals);
        }
    }

    private void DropAll()
    {
        foreach (var number in _signals.ToArray())
        {
            Drop(number);
        }
    }

    private void AbortAll()
    {
        while (_waiters.First is { } wait)
        {
            _waiters.Remove(wait);
            wait.Error = LuaError.Aborted(wait.Operation);
            fibers.Wake(wait);
        }
    }
}

/// <summary>A fiber that waits for a signal of a set, and which one it was.</summary>
public sealed class SignalWait(SignalSet set) : Wait(set.HasSignals ? WaitTraits.External : WaitTraits.None)
{
    public override string Operation => "wait";

    public int Number { get; set; }

    public override string Describe() => set.HasSignals ? $"a signal ({set})" : "a signal of a set that holds none";

    protected override int PushValues(LuaThread stack)
    {
        stack.Push((long)Number);
        return 1;
    }
}
