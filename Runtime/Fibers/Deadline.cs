using System.Globalization;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// A time limit on what one fiber does until the deadline is disarmed. Once it has passed, the fiber's wait
/// is given up, and its interruption points raise ETIMEDOUT.
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

    /// <summary>Puts the fiber, in which a shim's function calls, under a deadline <paramref name="seconds"/> from now.</summary>
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
    /// Whether interruption points raise: the time has passed, and the fiber has neither disabled interruption nor begun to
    /// clean up since the deadline began.
    /// </summary>
    internal bool HasExpired => _hasFired && Fiber.InterruptionDisabled <= _disabled && !LuaThreads.AreClosing(Fiber.Thread, _caller);

    public void OnDue()
    {
        _hasFired = true;
        _loop.Fibers.Interruption.OnExpired(this);
    }

    /// <summary>Fires now if the time has passed and the loop has not come to it yet.</summary>
    internal void FireIfDue()
    {
        if (!_hasFired && MonotonicClock.Now >= Due)
        {
            _loop.Remove(this);
            OnDue();
        }
    }

    /// <summary>Ends the time limit. Calling it again does nothing.</summary>
    public void Disarm()
    {
        var deadlines = Fiber.Deadlines;
        var position = deadlines?.LastIndexOf(this) ?? -1; // the innermost is disarmed first
        if (position >= 0)
        {
            deadlines!.RemoveAt(position);
            _loop.Remove(this);
            _loop.Fibers.Interruption.OnDisarmed(_hasFired);
        }
    }

    /// <summary>The fiber is parked on a wait.</summary>
    internal void OnWait() => _waits++;

    /// <summary>When the wait began, if it was not the first.</summary>
    private string Began(Wait wait) => _waits < 2
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", of which {(wait.Since - _start) / 1e3:0.###} had passed when this wait began");

    /// <summary>The error of a wait that the deadline ended.</summary>
    internal LuaError ErrorDuring(Wait wait) => Error(
        $"waiting for {wait.Describe()} took longer than the {Seconds} that with_timeout gave{Began(wait)}{wait.Progress(Interruption.ProgressDepth)}");

    /// <summary>The error of an operation that began too late.</summary>
    internal LuaError ErrorBefore(string operation) => Error($"the {Seconds} that with_timeout gave had passed before {operation}");

    private static LuaError Error(string detail) =>
        LuaError.Generic(Errno.ETIMEDOUT) with { Operation = "with_timeout", Detail = detail };

    private string Seconds => _seconds.ToString("0.#########", CultureInfo.InvariantCulture) + " seconds";
}
