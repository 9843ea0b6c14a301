namespace Moonwire.Runtime.Lua;

/// <summary>
/// The numbers of the values that the host keeps permanently in the table of references. The numbers are smaller than
/// those from luaL_ref.
/// </summary>
internal enum HostReference
{
    /// <summary>The metatable and categories of error values.</summary>
    Errors = -10,

    /// <summary>The function that runs a program's steps.</summary>
    Main = -11,

    /// <summary>The metatable of tables that raise the error which they hold.</summary>
    Raiser = -12,

    /// <summary>The error value that ends the program.</summary>
    Ending = -13,

    /// <summary>The error value for lack of memory.</summary>
    ShortageText = -14,

    /// <summary>A table that raises the error value for lack of memory.</summary>
    ShortageRaiser = -15,
}
