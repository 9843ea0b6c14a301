using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Fibers;

/// <summary>
/// <c>group</c>: fibers that end together. The shim has the functions, because they only spawn and interrupt fibers.
/// This class has the wait for the end of the fibers. wait suspends.
/// </summary>
internal sealed class GroupModule(ModuleContext context) : LuaModule
{
    private readonly ObjectType<WaitQueue> _waiting = new("group.queue", static _ => { }, cost: 80);

    public override string Name => "group";

    public override string Shim => "group.lua";

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) => builder
        .Add(_waiting)
        .Add("new_queue", NewQueue)
        .Add("wait", Wait)
        .Add("require_suspendable", RequireSuspendable)
        .Add("wake_all", WakeAll)
        .Add("EINVAL", Errno.EINVAL)
        .Add("EDEADLK", Errno.EDEADLK)
        .Add("ECANCELED", Errno.ECANCELED)
        .Add("INTERRUPTED", RuntimeErrors.Interrupted);

    /// <summary><c>new_queue() -> queue</c>: creates the queue of the fibers that wait for the group.</summary>
    private int NewQueue(LuaCall call)
    {
        _waiting.Push(call.Stack, new WaitQueue());
        return 1;
    }

    /// <summary><c>wait(queue)</c>: suspends until wake_all is called.</summary>
    private int Wait(LuaCall call)
    {
        var waiting = _waiting.Get(call, 1);
        context.Fibers.RequireSuspendable(call);
        var wait = new GroupWait();
        waiting.Add(wait);
        return context.Fibers.Park(call, wait);
    }

    /// <summary>
    /// <c>require_suspendable(operation: string)</c>: raises an error of this operation if the fiber cannot suspend.
    /// </summary>
    private int RequireSuspendable(LuaCall call)
    {
        try
        {
            context.Fibers.RequireSuspendable(call);
            return 0;
        }
        catch (LuaFailure failure)
        {
            throw new LuaFailure(failure.Error with { Operation = call.Text(1) });
        }
    }

    /// <summary><c>wake_all(queue)</c>: ends every wait.</summary>
    private int WakeAll(LuaCall call)
    {
        var waiting = _waiting.Get(call, 1);
        while (waiting.First is { } wait)
        {
            waiting.Remove(wait);
            context.Fibers.Wake(wait);
        }

        return 0;
    }

    private sealed class GroupWait() : Wait(WaitTraits.None)
    {
        public override string Operation => "wait";

        public override string Describe() => "the fibers of a group to end";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
