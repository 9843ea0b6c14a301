using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary><c>condition_variable</c>: fibers that wait for a notification. wait suspends.</summary>
/// <param name="context">The host's parts.</param>
/// <param name="mutexes">The type of the mutexes that wait takes.</param>
internal sealed class ConditionVariableModule(ModuleContext context, ObjectType<Mutex> mutexes) : LuaModule
{
    private readonly ObjectType<WaitQueue> _conditions = new("condition_variable", static _ => { }, cost: 80);

    public override string Name => "condition_variable";

    public override string Shim => "condition_variable.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("notify_one", NotifyOne),
        new("notify_all", NotifyAll),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add(_conditions).Add("wait", Wait).Add("relock", Relock);

    private int New(LuaCall call)
    {
        call.TakesNone("; condition:wait(mutex) takes the mutex");
        _conditions.Push(call.Stack, new WaitQueue());
        return 1;
    }

    /// <summary>
    /// The first part of <c>wait(self, m: mutex)</c>: unlocks the mutex and suspends until a notification. The shim
    /// then locks the mutex again, however the wait ended. EPERM (generic) unless the fiber owns the mutex.
    /// </summary>
    private int Wait(LuaCall call)
    {
        var condition = _conditions.Get(call, 1);
        var mutex = mutexes.Get(call, 2);
        var fibers = context.Fibers;
        if (mutex.Owner is null || mutex.Owner != fibers.Current)
        {
            return call.Fail(MutexModule.NotOwned(mutex));
        }

        fibers.RequireSuspendable(call);
        var wait = new NotificationWait();
        condition.Add(wait);
        mutex.Release(fibers);
        return fibers.Park(call, wait);
    }

    /// <summary>The second part of wait: <c>relock(m: mutex)</c>. It is not an interruption point.</summary>
    private int Relock(LuaCall call) => MutexModule.Take(call, context.Fibers, mutexes.Get(call, 1), mutexes.Name);

    /// <summary><c>notify_one(self)</c>: ends the wait of the fiber that has waited longest, if there is one.</summary>
    private int NotifyOne(LuaCall call)
    {
        Notify(_conditions.Get(call, 1));
        return 0;
    }

    /// <summary><c>notify_all(self)</c>: ends the wait of every fiber that waits now.</summary>
    private int NotifyAll(LuaCall call)
    {
        var condition = _conditions.Get(call, 1);
        while (Notify(condition))
        {
        }

        return 0;
    }

    private bool Notify(WaitQueue condition)
    {
        if (condition.First is not { } first)
        {
            return false;
        }

        condition.Remove(first);
        context.Fibers.Wake(first);
        return true;
    }

    private sealed class NotificationWait() : Wait(WaitTraits.None)
    {
        public override string Operation => "wait";

        public override string Describe() => "a condition_variable to be notified";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
