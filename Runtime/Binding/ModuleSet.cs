namespace Moonwire.Runtime.Binding;

/// <summary>The modules that scripts can use.</summary>
/// <param name="AtStart">The modules that are created at the start, because they have globals or members of globals.
/// </param>
/// <param name="Late">The modules that are created when a script first requires them, so that other scripts start
/// faster.</param>
public sealed record ModuleSet(IReadOnlyList<LuaModule> AtStart, IReadOnlyList<LateModules> Late)
{
    /// <summary>
    /// Creates the modules of the Lua state that decodes datagrams for reports, or null. One of them is the global
    /// function <c>datagram_text</c>.
    /// </summary>
    public Func<IReadOnlyList<LuaModule>>? ForReports { get; init; }
}

/// <summary>Modules that are created together, because they share types or one is a member of another.</summary>
/// <param name="Names">The names by which a script can require them.</param>
/// <param name="Create">Creates the modules. A module comes before its members.</param>
public sealed record LateModules(string[] Names, Func<IReadOnlyList<LuaModule>> Create)
{
    /// <summary>
    /// True if scripts can require the modules only by exactly these names. The shims then register the names, with
    /// <c>package.preload</c> or <c>add_last_resort</c>.
    /// </summary>
    public bool AreFullNames { get; init; }
}
