using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Binding;

/// <summary>Fills the table of managed functions and values that a module's shim is called with.</summary>
public sealed class ModuleBuilder
{
    private readonly LuaStack _stack;
    private readonly int _table;
    private readonly List<int> _registered;

    /// <summary>Builds into the table on top of <paramref name="stack"/>; function numbers are added to <paramref name="registered"/>.</summary>
    internal ModuleBuilder(LuaStack stack, List<int> registered)
    {
        _stack = stack;
        _table = stack.Count;
        _registered = registered;
    }

    /// <summary>Adds a managed function, unwrapped: it returns an error first, which its shim must raise.</summary>
    public ModuleBuilder Add(string name, LuaFunction function)
    {
        _stack.PushFunction(Register(name, function));
        _stack.SetField(_table, name);
        return this;
    }

    /// <summary>
    /// Adds a function as { function, number of results, whether it suspends }, from which the host's <c>define</c>
    /// makes the Lua function.
    /// </summary>
    internal void Add(ModuleFunction function)
    {
        _stack.PushTable(array: 3);
        _stack.PushFunction(Register(function.Name, function.Function));
        _stack.SetElement(-2, 1);
        _stack.Push((long)function.Results);
        _stack.SetElement(-2, 2);
        _stack.Push(function.Suspends);
        _stack.SetElement(-2, 3);
        _stack.SetField(_table, function.Name);
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
        type.PushNewMetatable(_stack, Register);
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

    private int Register(string name, LuaFunction function)
    {
        var number = Trampoline.Register(Readable(name), function);
        _registered.Add(number);
        return number;
    }
}
