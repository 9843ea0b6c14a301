using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary>The wait of a fiber for a mutex. It ends only when the fiber owns the mutex.</summary>
internal sealed class LockWait(Mutex mutex, Fiber locker, string type) : Wait(WaitTraits.Lock)
{
    internal Fiber Locker => locker;

    public override string Operation => "lock";

    public override string Describe() => $"a {type} {mutex.DescribeOwner()}";

    protected override int PushValues(LuaThread stack) => 0;
}
