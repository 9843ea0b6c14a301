using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Makes a new Lua state ready for scripts: gives the shims their tables, has them adapt Lua's libraries, takes from them what
/// C# needs, and installs the modules. <see cref="Run"/> lists the steps.
/// </summary>
internal sealed class ShimBootstrap
{
    /// <summary>The first shims, with the functions of C (NativeCalls) or without.</summary>
    private static readonly string[] CallsInC = ["arguments.lua", "helpers.lua"];
    private static readonly string[] CallsInLua = [.. CallsInC, "calls.lua"];

    /// <summary>What adapts Lua's libraries. require.lua uses coroutine and debug as Lua has them, so that it comes before theirs.</summary>
    private static readonly string[] AdaptingShims =
        [
            "module_files.lua", "module_paths.lua", "own_modules.lua", "require.lua", "scopes.lua", "coroutines.lua",
            "hooks.lua", "debug.lua", "registry.lua", "files.lua", "compatibility.lua", "stand_ins.lua", "interactive.lua", "program.lua",
        ];

    /// <summary>What makes interactive mode fit for a terminal.</summary>
    private static readonly string[] TerminalShims = ["completion.lua", "pretty.lua", "terminal_lines.lua"];

    private readonly LuaHostOptions _options;
    private readonly LuaInstance _lua;
    private readonly EventLoop _loop;
    private readonly HostFunctions _core;
    private readonly FailureReporter _reporter;
    private readonly LuaThread _stack;
    private readonly CompiledShims _shims = new(typeof(ShimBootstrap).Assembly);
    private readonly List<int> _registered = [];

    /// <summary>The index of the table of managed functions and values that the shims are called with.</summary>
    private int _native;

    /// <summary>The index of the table that the shims share with each other, which prelude.lua makes.</summary>
    private int _host;

    internal ShimBootstrap(LuaHostOptions options, LuaInstance lua, EventLoop loop, HostFunctions core, FailureReporter reporter)
    {
        _options = options;
        _lua = lua;
        _loop = loop;
        _core = core;
        _reporter = reporter;
        _stack = lua.Stack;
    }

    private HostValues Values => new(_stack, _native, _host);

    /// <summary>Does all of it, once.</summary>
    /// <returns>The managed functions that were registered, by the numbers that <see cref="Trampoline.Unregister"/> takes.</returns>
    internal List<int> Run(ModuleContext context)
    {
        _loop.Fibers.MakeToken(); // first, because the native table has the token, which keeps coroutine.yield as Lua has it
        PushNativeTable();
        RunPrelude();
        Values.HandOutRaising(); // before the next step, which raises errors
        VerifyDeferredExit();
        RunAdaptingShims();
        Values.HandOutRest(_lua, _loop.Fibers);
        InstallModules(_options.Modules(context)); // last, because their shims use the adapted libraries
        _stack.Pop(2);
        return _registered;
    }

    /// <summary>Pushes the table of what C# gives to the shims.</summary>
    private void PushNativeTable()
    {
        _stack.PushTable();
        _native = _stack.Count;
        var builder = new ModuleBuilder(_stack, _registered);
        _core.AddTo(builder);
        FileFunctions.AddTo(builder);
        MathFunctions.AddTo(builder);
        new ModuleLoading(_loop.Fibers).AddTo(builder);
        AddNativeCalls();
        if (_options.Lines is { } lines)
        {
            new LineFunctions(_loop, lines, _reporter.TellWaiting).AddTo(builder);
        }
    }

    /// <summary>Adds the functions of C as "calls", and as "helpers" the table of what shims do for them; or neither.</summary>
    private void AddNativeCalls()
    {
        if (!NativeCalls.IsAvailable)
        {
            return;
        }

        _stack.PushTable();
        _stack.PushTable();
        if (_lua.Running.TryAddCalls(_stack, _loop.Fibers.Token, Trampoline.IsEntryFunction))
        {
            _stack.SetField(_native, "helpers");
            _stack.SetField(_native, "calls");
        }
        else
        {
            _stack.Pop(2);
        }
    }

    /// <summary>Calls <c>prelude.lua</c>, and leaves the host table that it returns.</summary>
    private void RunPrelude()
    {
        _stack.PushCopy(_native);
        ShimLoader.Call(_stack, _shims, "prelude.lua", 1);
        _host = _stack.Count;
    }

    /// <summary>Tries <see cref="DeferredExit"/>, before the modules are installed, because their functions are registered by the result.</summary>
    private void VerifyDeferredExit() => DeferredExit.Verify(_stack, _loop.Fibers.Token);

    /// <summary>Calls the shims that replace functions of Lua's libraries and add to the host table.</summary>
    private void RunAdaptingShims()
    {
        CallShims(_lua.Running.HasCalls ? CallsInC : CallsInLua);
        CallShims(AdaptingShims);
        if (_options.Lines is not null)
        {
            CallShims(TerminalShims);
        }
    }

    private void CallShims(string[] names)
    {
        foreach (var name in names)
        {
            _stack.PushCopy(_native);
            _stack.PushCopy(_host);
            ShimLoader.Call(_stack, _shims, name, 2);
            _stack.Pop();
        }
    }

    private void InstallModules(IReadOnlyList<LuaModule> modules)
    {
        CompiledShims? shims = null;
        foreach (var module in modules)
        {
            // Most are of one assembly, and finding out of which one takes long.
            shims = shims?.Has(module.Shim) == true ? shims : new CompiledShims(module.GetType().Assembly);
            Install(shims, module);
        }
    }

    /// <summary>Calls the host shim's <c>install(name, is_global, value)</c> with what the module's shim returns.</summary>
    private void Install(CompiledShims shims, LuaModule module)
    {
        _ = _stack.PushField(_host, "install");
        _stack.Push(module.Name);
        _stack.Push(module.IsGlobal);
        _stack.PushTable();
        var builder = new ModuleBuilder(_stack, _registered);
        foreach (var function in module.Functions)
        {
            builder.Add(function);
        }

        module.AddValues(builder);
        _stack.PushCopy(_host);
        ShimLoader.Call(_stack, shims, module.Shim, 2);
        if (!_stack.TryCall(3, 0))
        {
            throw new InvalidOperationException($"the module {module.Name} failed: {LuaText.Decode(_stack.ToBytes(-1))}");
        }
    }
}
