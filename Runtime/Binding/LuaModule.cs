namespace Moonwire.Runtime.Binding;

/// <summary>
/// A module for scripts: its managed functions and types, and the shim that makes the Lua values from them.
/// </summary>
public abstract class LuaModule
{
    /// <summary>The name for <c>require</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The name of the embedded Lua file. Its arguments are two tables: the managed functions and metatables by name,
    /// and the host's helpers (<c>prelude.lua</c>). The file returns the module's value.
    /// </summary>
    public abstract string Shim { get; }

    /// <summary>True if the module is also a global.</summary>
    public virtual bool IsGlobal => false;

    /// <summary>The managed functions, in the order of the reference page.</summary>
    public abstract IReadOnlyList<ModuleFunction> Functions { get; }

    /// <summary>Adds the values that are not functions: metatables and constants.</summary>
    public virtual void AddValues(ModuleBuilder builder)
    {
    }
}

/// <summary>One managed function of a module.</summary>
/// <param name="Name">The Lua name, for messages and for the shim.</param>
/// <param name="Function">Reads its arguments from the call and returns its results, at most
/// <see cref="DeferredExit.MaxResults"/> if it waits.</param>
/// <param name="Entry">The function that Lua calls directly instead (see <see cref="UnmanagedEntry"/>), or 0.</param>
/// <param name="Shown">The name in messages, if it is not <paramref name="Name"/>; or null.</param>
public sealed record ModuleFunction(string Name, LuaFunction Function, nint Entry = 0, string? Shown = null);
