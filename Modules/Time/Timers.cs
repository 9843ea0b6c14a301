using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Modules.Time;

/// <summary><c>time.steady_timer</c> and <c>time.system_timer</c>: timers to wait for. Only wait suspends.</summary>
internal sealed class Timers(ModuleContext context, TimePoints points)
{
    private const string SteadyName = "time.steady_timer";
    private const string SystemName = "time.system_timer";
    private const int TimerCost = 136;

    // A waiting fiber has the timer on its stack, so a timer that is collected has no waits.
    private readonly ObjectType<WaitableTimer> _steady = new(SteadyName, static _ => { }, TimerCost);
    private readonly ObjectType<WaitableTimer> _system = new(SystemName, static _ => { }, TimerCost);

    internal IEnumerable<ModuleFunction> Functions =>
    [
        new("new_steady_timer", call => New(call, _steady, Clock.Steady), Shown: "new"),
        new("new_system_timer", call => New(call, _system, Clock.System), Shown: "new"),
        new("expires_at", ExpiresAt),
        new("expires_after", ExpiresAfter),
        new("wait", Wait),
        new("cancel", call => call.Return((long)Timer(call).Cancel())),
        new("expiry", Expiry),
    ];

    internal void AddTypes(ModuleBuilder builder) => builder.Add(_steady).Add(_system);

    private int New(LuaCall call, ObjectType<WaitableTimer> type, Clock clock)
    {
        call.TakesNone("; timer:expires_after(seconds) sets it");
        var timer = new WaitableTimer(context.Loop, clock, type.Name);
        type.Push(call.Stack, timer);
        context.Tests.Ledger?.Add(
            call, "timer", () => timer.IsAwaited ? $"{type.Name}, for which a fiber waits" : null);
        return 1;
    }

    /// <summary>
    /// <c>expires_at(self, moment: time_point) -> integer</c>: sets the moment, cancels the waits for the old
    /// moment, and returns their number. EINVAL for a time point of another clock.
    /// </summary>
    private int ExpiresAt(LuaCall call)
    {
        var timer = Timer(call);
        return call.Return((long)timer.ExpireAt(points.Read(call, 2, timer.Clock)));
    }

    /// <summary>
    /// <c>expires_after(self, seconds: number) -> integer</c>: as expires_at, for a time from now. EDOM as for sleep.
    /// </summary>
    private int ExpiresAfter(LuaCall call)
    {
        var timer = Timer(call);
        var delay = Duration.ReadDelay(call, 2, "to wait");
        return call.Return((long)timer.ExpireAt(Duration.After(timer.Clock.Now, delay)));
    }

    /// <summary>
    /// <c>wait(self)</c>: suspends until the moment is reached. "Operation aborted" if the wait is cancelled.
    /// </summary>
    private int Wait(LuaCall call)
    {
        var timer = Timer(call);
        context.Fibers.RequireSuspendable(call);
        return timer.IsOver
            ? context.Fibers.ParkReady(call, new WaitableTimer.TimerWait(timer: null, SteadyName))
            : context.Fibers.Park(call, timer.Add());
    }

    private int Expiry(LuaCall call)
    {
        var timer = Timer(call);
        return points.Return(call, timer.Clock, timer.Expiry);
    }

    private WaitableTimer Timer(LuaCall call) =>
        _steady.TryGet(call.Stack, 1)
        ?? _system.TryGet(call.Stack, 1)
        ?? throw call.Wrong(1, $"{SteadyName} or {SystemName}");
}
