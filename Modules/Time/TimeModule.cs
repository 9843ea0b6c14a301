using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Modules.Time;

/// <summary><c>time</c>: sleeping and clocks. Only sleep suspends.</summary>
internal sealed class TimeModule(ModuleContext context) : LuaModule
{
    private const double NanosecondsPerSecond = 1e9;

    public override string Name => "time";

    public override string Shim => "time.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("sleep", Sleep, Suspends: true),
        new("steady_now", static call => call.Return(EventLoop.Now), Results: 1),
    ];

    /// <summary><c>sleep(seconds: number)</c>: suspends the fiber. EDOM for a negative, infinite or undefined time.</summary>
    private int Sleep(LuaCall call)
    {
        var seconds = call.Number(1);
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            throw LuaCall.Invalid(1, $"{seconds} seconds is not a time to sleep", Errno.EDOM);
        }

        context.Fibers.RequireSuspendable(call);
        var nanoseconds = seconds * NanosecondsPerSecond;
        var due = nanoseconds >= long.MaxValue / 2 ? long.MaxValue : EventLoop.Now + (long)nanoseconds;
        var wait = new SleepWait(context.Loop, due);
        context.Loop.Add(wait);
        return context.Fibers.Park(call, wait);
    }

    private sealed class SleepWait(EventLoop loop, long due) : Wait, ILoopTimer
    {
        public long Due => due;

        public int Position { get; set; } = -1;

        public long Sequence { get; set; }

        public override bool IsExternal => false;

        public override string Operation => "sleep";

        public override string Describe() => "time.sleep";

        public void OnDue() => loop.Fibers.Wake(this);

        protected override void Leave() => loop.Remove(this);

        protected override int PushValues(LuaStack stack) => 0;
    }
}
