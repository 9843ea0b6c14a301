using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Describes datagrams for reports with Lua code of the modules. The code runs in a Lua state of its own, which is
/// created for the first report, because a script can change or exhaust everything in its own state.
/// </summary>
/// <param name="modules">Creates the modules of the state. One of them installs the global function
/// <see cref="Function"/>.</param>
internal sealed class DatagramDecoder(Func<IReadOnlyList<LuaModule>> modules) : IDisposable
{
    /// <summary>
    /// <c>datagram_text(bytes: string, local_port: integer, remote_port: integer) -> string|nil</c>
    /// </summary>
    private const string Function = "datagram_text";

    /// <summary>The maximum number of bytes that the state may allocate.</summary>
    private const int MemoryLimit = 8 << 20;

    private List<int> _registered = [];
    private LuaInstance? _lua;
    private bool _hasFailed;

    /// <summary>Returns a description of a datagram, or null if its protocol is not known.</summary>
    /// <param name="localPort">The port of the script's socket, or 0 if it is not known.</param>
    /// <param name="remotePort">The port of the other endpoint, or 0 if it is not known.</param>
    internal string? TextOf(ReadOnlySpan<byte> bytes, int localPort, int remotePort)
    {
        try
        {
            return TryStart() ? Call(_lua!.Stack, bytes, localPort, remotePort) : null;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or InvalidOperationException)
        {
            _hasFailed = true;
            return null;
        }
    }

    public void Dispose()
    {
        _lua?.Dispose();
        _lua = null;
        _hasFailed = true;
        _registered.ForEach(Trampoline.Unregister);
        _registered.Clear();
    }

    private static string? Call(LuaThread stack, ReadOnlySpan<byte> bytes, int localPort, int remotePort)
    {
        _ = stack.PushElement(LuaApi.RegistryIndex, LuaApi.GlobalsIndex);
        _ = stack.PushField(-1, Function);
        stack.Push(bytes);
        stack.Push((long)localPort);
        stack.Push((long)remotePort);
        var text = stack.TryCall(3, 1) && stack.TypeOf(-1) == LuaType.String
            ? LuaText.Decode(stack.ToBytes(-1))
            : null;
        stack.Pop(2);
        return text;
    }

    private bool TryStart()
    {
        if (_lua is not null || _hasFailed || (SystemMemory.IsBounded && !SystemMemory.Has(MemoryLimit)))
        {
            return _lua is not null && !_hasFailed;
        }

        _hasFailed = true; // until the last step has succeeded
        _lua = new LuaInstance(ignoreEnvironment: true);
        var failures = new UnclaimedFailures(static _ => { }, static _ => { });
        var fibers = new FiberScheduler(_lua.Stack, _lua.Running, failures);
        var loop = new EventLoop(new NoPoller(), fibers);
        var options = new LuaHostOptions
        {
            Modules = static _ => new ModuleSet([], []),
            Report = static _ => { },
            Exit = static _ => { },
        };
        var reporter = new FailureReporter(_lua.Stack, options.Report, options.Log, options.ProgramName);
        var core = new HostFunctions(loop, _lua.Running, reporter, static (_, _, _) => { }, static (_, _) => { });
        using (new CollectorPause(_lua.Stack))
        {
            _registered = new ShimBootstrap(options, _lua, loop, core, reporter).Run(new ModuleSet(modules(), []));
        }

        _lua.SetMemoryLimit(MemoryLimit);
        _hasFailed = false;
        return true;
    }

    /// <summary>A poller that watches nothing, because the code of the state never waits.</summary>
    private sealed class NoPoller : IPoller
    {
        public void Watch(ReadinessSource source)
        {
        }

        public void Unwatch(ReadinessSource source)
        {
        }

        public void Wait(long nanoseconds)
        {
        }

        public void Wake()
        {
        }

        public void Dispose()
        {
        }
    }
}
