namespace Moonwire.Runtime.Binding;

/// <summary>A module of the Lua side: its managed functions and types, and the shim that makes the Lua values of them.</summary>
public abstract class LuaModule
{
    /// <summary>The name for <c>require</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The embedded Lua file, called with two tables: the managed functions and metatables by name, and the host's
    /// helpers (<c>prelude.lua</c>). It returns the module's value.
    /// </summary>
    public abstract string Shim { get; }

    /// <summary>Whether the module is a global as well.</summary>
    public virtual bool IsGlobal => false;

    /// <summary>The managed functions, in the order of the reference page.</summary>
    public abstract IReadOnlyList<ModuleFunction> Functions { get; }

    /// <summary>Adds what is not a function: metatables and constants.</summary>
    public virtual void AddValues(ModuleBuilder builder)
    {
    }
}

/// <summary>One managed function of a module.</summary>
/// <param name="Name">The Lua name, for messages and for the shim.</param>
/// <param name="Function">Reads its arguments from the call and returns its results, at most <see cref="DeferredExit.MaxResults"/> if it waits.</param>
/// <param name="Entry">What Lua calls directly instead, as <see cref="UnmanagedEntry"/> says; or 0.</param>
public sealed record ModuleFunction(string Name, LuaFunction Function, nint Entry = 0);
