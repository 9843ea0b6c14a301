using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Binding;

/// <summary>Fills the table of managed functions and values that is an argument of a module's shim.</summary>
public sealed class ModuleBuilder
{
    private readonly LuaThread _stack;
    private readonly int _table;
    private readonly List<int> _registered;

    /// <summary>
    /// Fills the table on top of <paramref name="stack"/>, and adds the functions' numbers to
    /// <paramref name="registered"/>.
    /// </summary>
    internal ModuleBuilder(LuaThread stack, List<int> registered)
    {
        _stack = stack;
        _table = stack.Count;
        _registered = registered;
    }

    /// <summary>Adds a managed function for a shim. The shim gets nil and the results, or an error to raise.</summary>
    public ModuleBuilder Add(string name, LuaFunction function) => Add(name, function, FunctionCaller.Shim);

    /// <summary>Adds a managed function that does not fail, for a shim. The shim gets the results only.</summary>
    internal ModuleBuilder AddUnfailing(string name, LuaFunction function) => Add(name, function, FunctionCaller.Host);

    private ModuleBuilder Add(string name, LuaFunction function, FunctionCaller caller)
    {
        _stack.PushFunction(Register(name, function, caller));
        _stack.SetField(_table, name);
        return this;
    }

    /// <summary>
    /// Adds a function that scripts call directly. If <see cref="DeferredExit"/> is not available, adds a table
    /// instead, from which the host's <c>define</c> makes such a function.
    /// </summary>
    internal void Add(ModuleFunction function)
    {
        var shown = function.Shown ?? function.Name;
        if (DeferredExit.IsAvailable)
        {
            var entry = Shortcuts.Allow(Shortcut.UnmanagedEntries) ? function.Entry : 0;
            _stack.PushFunction(Register(shown, function.Function, FunctionCaller.Script, entry), entry);
        }
        else
        {
            _stack.PushTable(array: 1);
            _stack.PushFunction(Register(shown, function.Function));
            _stack.SetElement(-2, 1);
        }

        _stack.SetField(_table, function.Name);
    }

    /// <summary>Adds the managed functions and the values of a module.</summary>
    internal void Add(LuaModule module)
    {
        foreach (var function in module.Functions)
        {
            Add(function);
        }

        module.AddValues(this);
    }

    /// <summary>Adds a value that the host keeps alive.</summary>
    internal void Add(string name, RootedValue value)
    {
        value.Push(_stack);
        _stack.SetField(_table, name);
    }

    internal void AddLightUserdata(string name, nint value)
    {
        _stack.PushLightUserdata(value);
        _stack.SetField(_table, name);
    }

    /// <summary>Adds a type's metatable under the type's name.</summary>
    public ModuleBuilder Add<T>(ObjectType<T> type)
        where T : class
    {
        type.PushNewMetatable(_stack, (name, function) => Register(name, function));
        _stack.SetField(_table, type.Name);
        return this;
    }

    /// <summary>Adds a type's metatable under the type's name.</summary>
    public ModuleBuilder Add<THeader>(UserdataType<THeader> type)
        where THeader : unmanaged
    {
        type.PushNewMetatable(_stack);
        _stack.SetField(_table, type.Name);
        return this;
    }

    /// <summary>Adds an integer constant.</summary>
    public ModuleBuilder Add(string name, long value)
    {
        _stack.Push(value);
        _stack.SetField(_table, name);
        return this;
    }

    /// <summary>
    /// Returns the name that messages use for a function. A metamethod gets the name of its operation.
    /// </summary>
    private static string Readable(string name) =>
        name == "__newindex" ? "assignment" : name.StartsWith("__", StringComparison.Ordinal) ? name[2..] : name;

    private int Register(string name, LuaFunction function, FunctionCaller caller = FunctionCaller.Shim, nint entry = 0)
    {
        var number = Trampoline.Register(Readable(name), function, caller, entry);
        _registered.Add(number);
        return number;
    }
}
