using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Prepares a new Lua state for scripts: gives the shims their tables, lets them adapt Lua's libraries, takes the
/// values that C# needs from them, and installs the modules. <see cref="Run"/> lists the steps.
/// </summary>
internal sealed class ShimBootstrap
{
    /// <summary>The first shims. They support the functions in C (NativeCalls), or replace them.</summary>
    private static readonly string[] CallsInC = ["arguments.lua", "helpers.lua"];
    private static readonly string[] CallsInLua = [.. CallsInC, "calls.lua"];

    /// <summary>
    /// The shims that adapt Lua's libraries. require.lua needs Lua's own coroutine and debug libraries, so it precedes
    /// the shims that change them.
    /// </summary>
    private static readonly string[] AdaptingShims =
        [
            "module_files.lua", "module_paths.lua", "own_modules.lua", "require.lua", "scopes.lua", "coroutines.lua",
            "interrupt.lua",
        ];

    /// <summary>The shims that adapt the debug library if the C functions are missing.</summary>
    private static readonly string[] DebugInLua = ["hooks.lua", "debug_in_lua.lua"];

    /// <summary>The shims that adapt the other libraries.</summary>
    private static readonly string[] LastShims =
        ["debug.lua", "registry.lua", "files.lua", "compatibility.lua", "stand_ins.lua", "program.lua"];

    /// <summary>The shims that interactive mode needs on a terminal.</summary>
    private static readonly string[] TerminalShims = ["completion.lua", "pretty.lua", "terminal_lines.lua"];

    private readonly LuaHostOptions _options;
    private readonly LuaInstance _lua;
    private readonly EventLoop _loop;
    private readonly HostFunctions _core;
    private readonly FailureReporter _reporter;
    private readonly LuaThread _stack;
    private readonly CompiledShims _shims = new(typeof(ShimBootstrap).Assembly);
    private readonly List<int> _registered = [];

    /// <summary>The shims of the assembly of the module that was installed last.</summary>
    private CompiledShims? _moduleShims;

    /// <summary>
    /// The index of the table of managed functions and values that every shim gets as its first argument.
    /// </summary>
    private int _native;

    /// <summary>The index of the table that the shims share with each other. prelude.lua creates it.</summary>
    private int _host;

    internal ShimBootstrap(
        LuaHostOptions options, LuaInstance lua, EventLoop loop, HostFunctions core, FailureReporter reporter)
    {
        _options = options;
        _lua = lua;
        _loop = loop;
        _core = core;
        _reporter = reporter;
        _stack = lua.Stack;
    }

    private HostValues Values => new(_stack, _native, _host);

    /// <summary>Runs all steps, once.</summary>
    /// <returns>The numbers of the registered managed functions, for <see cref="Trampoline.Unregister"/>.</returns>
    internal List<int> Run(ModuleSet modules)
    {
        // first, because the native table contains the token, and the token keeps Lua's own coroutine.yield
        _loop.Fibers.MakeToken();
        PushNativeTable(modules.Late);
        RunPrelude();
        Values.HandOutRaising(); // before the next step, which raises errors
        VerifyDeferredExit();
        RunAdaptingShims();
        Values.HandOutRest(_lua, _loop.Fibers);
        InstallModules(modules.AtStart); // after the libraries, because the modules' shims use the adapted libraries
        KeepGlobals();
        _stack.Pop(2);
        return _registered;
    }

    /// <summary>Pushes the table of the values that C# gives to the shims.</summary>
    private void PushNativeTable(IReadOnlyList<LateModules> lateModules)
    {
        _stack.PushTable();
        _native = _stack.Count;
        var builder = new ModuleBuilder(_stack, _registered);
        _core.AddTo(builder);
        FileFunctions.AddTo(builder);
        MathFunctions.AddTo(builder);
        new ModuleLoading(_loop.Fibers).AddTo(builder);
        new LateModuleFunctions(lateModules, _registered).AddTo(builder, _stack, _native);
        builder.Add("shim", LoadShim);
        AddNativeCalls();
        if (_options.Lines is { } lines)
        {
            new LineFunctions(_loop, lines, _reporter.TellWaiting).AddTo(builder);
        }
    }

    /// <summary>
    /// Adds the C functions as "calls", and the table for the shims' helpers of these functions as "helpers". Adds
    /// nothing if the C functions are missing.
    /// </summary>
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

    /// <summary>Calls <c>prelude.lua</c>, and leaves the host table that it returns on the stack.</summary>
    private void RunPrelude()
    {
        _stack.PushCopy(_native);
        ShimLoader.Call(_stack, _shims, "prelude.lua", 1);
        _host = _stack.Count;
    }

    /// <summary>
    /// Verifies <see cref="DeferredExit"/>, before the modules are installed, because the result decides how their
    /// functions are registered.
    /// </summary>
    private void VerifyDeferredExit() => DeferredExit.Verify(_stack, _loop.Fibers.Token);

    /// <summary>Calls the shims that replace functions of Lua's libraries and extend the host table.</summary>
    private void RunAdaptingShims()
    {
        CallShims(_lua.Running.HasCalls ? CallsInC : CallsInLua);
        CallShims(AdaptingShims);
        CallShims(_lua.Running.HasCalls ? [] : DebugInLua);
        CallShims(LastShims);
        if (_options.Lines is not null)
        {
            CallShims(TerminalShims);
        }
    }

    /// <summary><c>shim(name: string) -> function</c>: loads a shim that is not called at the start.</summary>
    private int LoadShim(LuaCall call)
    {
        var name = call.Text(1);
        var shims = _shims.Has(name) ? _shims : _moduleShims;
        MemoryShortage.ThrowUnless(call.Stack.TryLoadBinary(shims!.Of(name)));
        return 1;
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
            // The last assembly is tried first, because most modules are in one assembly and a lookup is slow.
            shims = shims?.Has(module.Shim) == true ? shims : new CompiledShims(module.GetType().Assembly);
            Install(shims, module);
        }

        _moduleShims = shims;
    }

    /// <summary>
    /// Calls the host shim's <c>install(name, is_global, value)</c> with the value that the module's shim returns.
    /// </summary>
    private void Install(CompiledShims shims, LuaModule module)
    {
        _ = _stack.PushField(_host, "install");
        _stack.Push(module.Name);
        _stack.Push(module.IsGlobal);
        _stack.PushTable();
        new ModuleBuilder(_stack, _registered).Add(module);
        _stack.PushCopy(_host);
        ShimLoader.Call(_stack, shims, module.Shim, 2);
        if (!_stack.TryCall(3, 0))
        {
            throw new InvalidOperationException(
                $"the module {module.Name} failed: {LuaText.Decode(_stack.ToBytes(-1))}");
        }
    }

    /// <summary>Calls the host shim's <c>keep_globals()</c>.</summary>
    private void KeepGlobals()
    {
        _ = _stack.PushField(_host, "keep_globals");
        if (!_stack.TryCall(0, 0))
        {
            throw new InvalidOperationException($"keep_globals failed: {LuaText.Decode(_stack.ToBytes(-1))}");
        }
    }
}
