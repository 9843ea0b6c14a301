using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;

namespace Moonwire.Modules.Time;

/// <summary><c>time</c>: sleeping, clocks and timers. sleep and a timer's wait suspend.</summary>
internal sealed class TimeModule : LuaModule
{
    private readonly ModuleContext _context;
    private readonly TimePoints _points = new();
    private readonly Timers _timers;
    private readonly Sleep _sleep;

    internal TimeModule(ModuleContext context)
    {
        _context = context;
        _timers = new Timers(context, _points);
        _sleep = new Sleep(context.Loop);
    }

    public override string Name => "time";

    public override string Shim => "time.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("sleep", Sleep),
        .. Reading(Clock.Steady),
        .. Reading(Clock.System),
        .. Reading(Clock.HighResolution),
        .. _points.Functions,
        .. _timers.Functions,
    ];

    public override void AddValues(ModuleBuilder builder)
    {
        _points.AddType(builder);
        _timers.AddTypes(builder);
    }

    /// <summary>Returns the functions <c>now() -> time_point</c> and <c>epoch() -> time_point</c> of a clock.</summary>
    private IEnumerable<ModuleFunction> Reading(Clock clock) =>
    [
        new($"{clock.Name}.now", call => _points.Return(call, clock, clock.Now)),
        new($"{clock.Name}.epoch", call => _points.Return(call, clock, 0)),
    ];

    /// <summary>
    /// <c>sleep(seconds: number)</c>: suspends the fiber. EDOM for a negative, infinite or undefined time.
    /// </summary>
    private int Sleep(LuaCall call)
    {
        var delay = Duration.ReadDelay(call, 1, "to sleep");
        _context.Fibers.RequireSuspendable(call);
        return _sleep.Park(call, Duration.After(MonotonicClock.Now, delay));
    }
}
