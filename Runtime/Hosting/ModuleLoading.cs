using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// The managed functions of <c>require.lua</c>: resolving paths, and waiting until another fiber has loaded a module.
/// </summary>
internal sealed class ModuleLoading(FiberScheduler fibers)
{
    /// <summary>
    /// The fibers that wait until a module is loaded. The key is the number that require.lua gives to each attempt to
    /// load a module.
    /// </summary>
    private readonly Dictionary<long, WaitQueue> _waiting = [];

    internal void AddTo(ModuleBuilder builder)
    {
        builder.Add("real_path", Real).Add("fiber_number", FiberNumber).Add("multiarch", Multiarch)
            .Add("end_loading", EndLoading);
        builder.Add("share_paths", SharePaths);
        builder.Add("not_found", NotFound);
        builder.Add(new ModuleFunction("await_loading", AwaitLoading));
    }

    /// <summary>
    /// <c>real_path(path: string) -> string|nil</c>: returns the absolute path with links resolved, if the file exists.
    /// </summary>
    private static int Real(LuaCall call) =>
        RealPath.Of(call.Bytes(1)) is { } path ? call.Return(path) : call.ReturnNil();

    /// <summary><c>fiber_number() -> integer</c>: the number of the running fiber, or 0 outside fibers.</summary>
    private int FiberNumber(LuaCall call) => call.Return(fibers.Current?.Number ?? 0);

    /// <summary>
    /// <c>multiarch() -> string|nil</c>: Debian's name for this architecture in the paths of libraries.
    /// </summary>
    private static int Multiarch(LuaCall call) => Triplet() is { } triplet ? call.Return(triplet) : call.ReturnNil();

    private static string? Triplet() =>
        !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x86_64-linux-gnu",
            Architecture.X86 => "i386-linux-gnu",
            Architecture.Arm64 => "aarch64-linux-gnu",
            Architecture.Arm => "arm-linux-gnueabihf",
            Architecture.RiscV64 => "riscv64-linux-gnu",
            Architecture.LoongArch64 => "loongarch64-linux-gnu",
            Architecture.Ppc64le => "powerpc64le-linux-gnu",
            Architecture.S390x => "s390x-linux-gnu",
            _ => null,
        };

    /// <summary>
    /// <c>share_paths(path: string, cpath: string)</c>: passes the paths to Lua states that C libraries create.
    /// </summary>
    private static int SharePaths(LuaCall call)
    {
        ProgramStart.SharePaths(call.Bytes(1), call.Bytes(2));
        return 0;
    }

    /// <summary>
    /// <c>await_loading(number: integer, module: string)</c>: suspends until <c>end_loading(number)</c>.
    /// </summary>
    private int AwaitLoading(LuaCall call)
    {
        var number = call.Integer(1);
        var module = call.Text(2);
        fibers.RequireSuspendable(call);
        if (!_waiting.TryGetValue(number, out var queue))
        {
            _waiting[number] = queue = new WaitQueue();
        }

        var wait = new LoadingWait(module);
        queue.Add(wait);
        return fibers.Park(call, wait);
    }

    /// <summary><c>not_found(file: string)</c>: records the file that required a module which was not found.</summary>
    private int NotFound(LuaCall call)
    {
        if (fibers.Current is { } fiber)
        {
            fiber.Requirer = call.Text(1);
        }

        return 0;
    }

    /// <summary><c>end_loading(number: integer)</c>: wakes the fibers that wait for this loading.</summary>
    private int EndLoading(LuaCall call)
    {
        if (_waiting.Remove(call.Integer(1), out var queue))
        {
            while (queue.First is { } wait)
            {
                queue.Remove(wait);
                fibers.Wake(wait);
            }
        }

        return 0;
    }

    private sealed class LoadingWait(string module) : Wait(WaitTraits.None)
    {
        public override string Operation => "require";

        public override string Describe() => $"the module '{module}', which another fiber loads";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
