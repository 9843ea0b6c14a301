using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// A time limit on the work of one fiber. If the time passes before the deadline is disarmed, the fiber's wait is given
/// up, and its interruption points raise ETIMEDOUT.
/// </summary>
public sealed class Deadline : ILoopTimer
{
    private readonly EventLoop _loop;
    private readonly double _seconds;
    private readonly long _start = Environment.TickCount64;
    private readonly int _disabled;
    private readonly nint _caller;
    private bool _hasFired;
    private int _waits;

    /// <summary>
    /// Arms a deadline <paramref name="seconds"/> from now for the running fiber. A function of a shim must have made
    /// the call (<see cref="ThreadClosing.CallerOf"/>).
    /// </summary>
    public Deadline(EventLoop loop, Fiber fiber, LuaCall call, double seconds)
    {
        _loop = loop;
        _seconds = seconds;
        Fiber = fiber;
        _disabled = fiber.InterruptionDisabled;
        _caller = ThreadClosing.CallerOf(call.Stack);
        Due = MonotonicClock.Later(seconds);
        (fiber.Deadlines ??= []).Add(this);
        loop.Add(this, Due);
    }

    public Fiber Fiber { get; }

    private long Due { get; }

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    /// <summary>
    /// True if the time has passed, so that interruption points raise. False while interruption is disabled or cleanup
    /// runs, if either of these began after the deadline was armed.
    /// </summary>
    internal bool HasExpired =>
        _hasFired && Fiber.InterruptionDisabled <= _disabled && !LuaThreads.AreClosing(Fiber.Thread, _caller);

    public void OnDue()
    {
        _hasFired = true;
        _loop.Fibers.Interruption.OnExpired(this);
    }

    /// <summary>Fires now if the time has passed and the loop has not fired the timer yet.</summary>
    internal void FireIfDue()
    {
        if (!_hasFired && MonotonicClock.Now >= Due)
        {
            _loop.Remove(this);
            OnDue();
        }
    }

    /// <summary>Ends the time limit. A second call does nothing.</summary>
    public void Disarm()
    {
        var deadlines = Fiber.Deadlines;
        var position = deadlines?.LastIndexOf(this) ?? -1; // the innermost deadline is disarmed first
        if (position >= 0)
        {
            deadlines!.RemoveAt(position);
            _loop.Remove(this);
            _loop.Fibers.Interruption.OnDisarmed(_hasFired);
        }
    }

    /// <summary>Counts a wait on which the fiber is parked.</summary>
    internal void OnWait() => _waits++;

    /// <summary>Returns the error of a wait that the deadline ended.</summary>
    /// <remarks>The text of a wait with an account is made when it is needed.</remarks>
    internal LuaError ErrorDuring(Wait wait)
    {
        var interruption = _loop.Fibers.Interruption;
        var passed = _waits < 2 ? -1 : (wait.Since - _start) / 1e3;
        if (wait.Account(Interruption.ProgressDepth) is not { } account)
        {
            return Error(DeadlineDetail.Words(
                wait.Describe(), _seconds, passed, wait.Progress(Interruption.ProgressDepth)));
        }

        account.EndedAt(Due);
        return Timeout with { LateDetail = new DeadlineDetail(interruption.Details, account, _seconds, passed) };
    }

    /// <summary>Returns the error of an operation that began after the deadline.</summary>
    internal LuaError ErrorBefore(string operation) =>
        Error($"the {DeadlineDetail.Seconds(_seconds)} that with_timeout allowed had passed before {operation}");

    private static LuaError Timeout { get; } =
        LuaError.Generic(Errno.ETIMEDOUT) with { Operation = "with_timeout" };

    private static LuaError Error(string detail) => Timeout with { Detail = detail };
}
