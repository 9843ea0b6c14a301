namespace Moonwire.Runtime.Lua;

/// <summary>The types of a Lua value, with the numbers of the C API.</summary>
public enum LuaType
{
    None = -1,
    Nil = 0,
    Boolean = 1,
    LightUserdata = 2,
    Number = 3,
    String = 4,
    Table = 5,
    Function = 6,
    Userdata = 7,
    Thread = 8,
}
