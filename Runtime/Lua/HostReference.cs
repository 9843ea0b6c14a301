namespace Moonwire.Runtime.Lua;

/// <summary>
/// The values that the host keeps for good, by their numbers in the table of references. The numbers are below those that
/// luaL_ref gives and uses itself.
/// </summary>
internal enum HostReference
{
    /// <summary>The metatable and categories of error values.</summary>
    Errors = -10,

    /// <summary>The function that runs a program's steps.</summary>
    Main = -11,

    /// <summary>The metatable of the tables that raise what they hold.</summary>
    Raiser = -12,

    /// <summary>The error value that ends the program.</summary>
    Ending = -13,

    /// <summary>The error value for want of memory.</summary>
    ShortageText = -14,

    /// <summary>A table that raises the error value for want of memory.</summary>
    ShortageRaiser = -15,
}
