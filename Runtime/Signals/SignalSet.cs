using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Signals;

/// <summary>
/// A set of signals that a script waits for. A signal that arrives wakes the fiber that has waited longest. If no fiber
/// waits, the signal is counted. A later wait takes one of the counted signals, the lowest number first.
/// </summary>
public sealed class SignalSet(SignalRouter router, FiberScheduler fibers)
{
    private readonly SortedSet<int> _signals = [];
    private readonly SortedDictionary<int, long> _arrived = [];
    private readonly WaitQueue _waiters = new();
    private bool _isClosed;

    /// <summary>True if the set holds at least one signal.</summary>
    internal bool HasSignals { get; private set; }

    /// <summary>
    /// Adds a signal. Does nothing if the set already holds the signal. <see cref="SignalNumbers.WhyNotHandled"/> must
    /// return null for the signal.
    /// </summary>
    public void Add(int number)
    {
        RequireOpen();
        if (_signals.Add(number))
        {
            router.Add(this, number);
            NoticeWhatItHolds();
        }
    }

    /// <summary>Removes a signal and its counted arrivals. Does nothing if the set does not hold the signal.</summary>
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

    /// <summary>Wakes every waiting fiber with operation_aborted. Counted signals stay counted.</summary>
    public void Cancel()
    {
        RequireOpen();
        AbortAll();
    }

    /// <summary>
    /// Clears the set, wakes every waiting fiber with operation_aborted, and makes the set unusable. Does nothing if
    /// the set is already closed.
    /// </summary>
    public void Close()
    {
        _isClosed = true;
        DropAll();
        AbortAll();
    }

    /// <summary>Takes a counted signal. Returns false if no signal is counted.</summary>
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

    /// <summary>Queues the wait. The caller must park a fiber on it.</summary>
    public void Enqueue(SignalWait wait) => _waiters.Add(wait);

    /// <summary>Returns the names of the signals, such as "SIGINT, SIGTERM".</summary>
    public override string ToString() =>
        _isClosed ? "closed" : string.Join(", ", _signals.Select(static number => SignalNumbers.NameOf(number)));

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

    /// <summary>
    /// Updates <see cref="HasSignals"/> and the traits of the set's waits. A wait is external only if the set holds a
    /// signal, because no signal can end a wait for an empty set.
    /// </summary>
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

/// <summary>The wait of a fiber for a signal of a set. Its outcome is the signal's number.</summary>
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
