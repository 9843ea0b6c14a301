using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Modules.Sync;

/// <summary>
/// <c>mutex</c> and <c>recursive_mutex</c>. They differ in lock and try_lock of a mutex that the fiber owns already.
/// lock suspends.
/// </summary>
/// <param name="context">The host's parts.</param>
/// <param name="mutexes">The type of the mutexes, whose name is the module's.</param>
/// <param name="isRecursive">True if the owner can lock a mutex again.</param>
internal sealed class MutexModule(ModuleContext context, ObjectType<Mutex> mutexes, bool isRecursive) : LuaModule
{
    public override string Name => mutexes.Name;

    public override string Shim => "mutex.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("lock", Lock),
        new("guard", Lock, Shown: "lock_guard"),
        new("try_lock", TryLock),
        new("unlock", Unlock),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(mutexes).Add("EINVAL", Errno.EINVAL);

    internal static ObjectType<Mutex> CreateType(string name) => new(name, static _ => { }, cost: 100);

    /// <summary>Locks a mutex for the running fiber. Parks the fiber while another fiber owns the mutex.</summary>
    internal static int Take(LuaCall call, FiberScheduler fibers, Mutex mutex, string type)
    {
        fibers.RequireSuspendable(call, interruptible: false);
        var fiber = fibers.Current!;
        if (mutex.TryTake(fiber))
        {
            return 0;
        }

        var wait = new LockWait(mutex, fiber, type);
        mutex.Enqueue(wait);
        return fibers.Park(call, wait);
    }

    private int New(LuaCall call)
    {
        call.TakesNone();
        mutexes.Push(call.Stack, new Mutex());
        return 1;
    }

    /// <summary>
    /// <c>lock(self)</c>: suspends until the fiber owns the mutex. It is not an interruption point. EDEADLK (generic)
    /// if the fiber owns the mutex already and the mutex is not recursive.
    /// </summary>
    private int Lock(LuaCall call)
    {
        var mutex = mutexes.Get(call, 1);
        if (!isRecursive && IsOwned(mutex))
        {
            return call.Fail(LuaError.Generic(Errno.EDEADLK) with { Detail = "the fiber owns the mutex already" });
        }

        return Take(call, context.Fibers, mutex, mutexes.Name);
    }

    /// <summary>
    /// <c>try_lock(self) -> boolean</c>: true if the fiber has locked the mutex. False if the fiber owns the mutex
    /// already and the mutex is not recursive.
    /// </summary>
    private int TryLock(LuaCall call)
    {
        var mutex = mutexes.Get(call, 1);
        if (context.Fibers.Current is not { } fiber)
        {
            return call.Fail(LuaError.Generic(Errno.EPERM) with { Detail = "no fiber runs that could own the mutex" });
        }

        return call.Return((isRecursive || !IsOwned(mutex)) && mutex.TryTake(fiber));
    }

    /// <summary>
    /// <c>unlock(self)</c>: passes the mutex to the fiber that has waited longest. EPERM (generic) unless the fiber
    /// owns the mutex.
    /// </summary>
    private int Unlock(LuaCall call)
    {
        var mutex = mutexes.Get(call, 1);
        if (!IsOwned(mutex))
        {
            return call.Fail(NotOwned(mutex));
        }

        mutex.Release(context.Fibers);
        return 0;
    }

    /// <summary>Returns the failure of an operation that only the owner may do.</summary>
    internal static LuaError NotOwned(Mutex mutex) => LuaError.Generic(Errno.EPERM) with
    {
        Detail = "the mutex is " + mutex.DescribeOwner(),
    };

    private bool IsOwned(Mutex mutex) => mutex.Owner is { } owner && owner == context.Fibers.Current;
}
