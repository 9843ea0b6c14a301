using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Binding;

/// <summary>Fills the table of managed functions and values that a module's shim is called with.</summary>
public sealed class ModuleBuilder
{
    private readonly LuaThread _stack;
    private readonly int _table;
    private readonly List<int> _registered;

    /// <summary>Builds into the table on top of <paramref name="stack"/>; function numbers are added to <paramref name="registered"/>.</summary>
    internal ModuleBuilder(LuaThread stack, List<int> registered)
    {
        _stack = stack;
        _table = stack.Count;
        _registered = registered;
    }

    /// <summary>Adds a managed function for a shim, which gets nil and the results, or an error to raise.</summary>
    public ModuleBuilder Add(string name, LuaFunction function) => Add(name, function, FunctionCaller.Shim);

    /// <summary>Adds a managed function that does not fail, for a shim, which gets the results alone.</summary>
    internal ModuleBuilder AddUnfailing(string name, LuaFunction function) => Add(name, function, FunctionCaller.Host);

    private ModuleBuilder Add(string name, LuaFunction function, FunctionCaller caller)
    {
        _stack.PushFunction(Register(name, function, caller));
        _stack.SetField(_table, name);
        return this;
    }

    /// <summary>
    /// Adds a function as scripts call it; or, where Lua cannot do what <see cref="DeferredExit"/> needs, in a table, from
    /// which the host's <c>define</c> makes that.
    /// </summary>
    internal void Add(ModuleFunction function)
    {
        if (DeferredExit.IsAvailable)
        {
            var entry = Shortcuts.Allow(Shortcut.UnmanagedEntries) ? function.Entry : 0;
            _stack.PushFunction(Register(function.Name, function.Function, FunctionCaller.Script, entry), entry);
        }
        else
        {
            _stack.PushTable(array: 1);
            _stack.PushFunction(Register(function.Name, function.Function));
            _stack.SetElement(-2, 1);
        }

        _stack.SetField(_table, function.Name);
    }

    /// <summary>Adds a value that the host keeps.</summary>
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

    /// <summary>What messages call a function: a metamethod is named by what it is for.</summary>
    private static string Readable(string name) =>
        name == "__newindex" ? "assignment" : name.StartsWith("__", StringComparison.Ordinal) ? name[2..] : name;

    private int Register(string name, LuaFunction function, FunctionCaller caller = FunctionCaller.Shim, nint entry = 0)
    {
        var number = Trampoline.Register(Readable(name), function, caller, entry);
        _registered.Add(number);
        return number;
    }
}
