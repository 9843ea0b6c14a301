using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>Finds the line of the script that made a call.</summary>
public static class LuaPlace
{
    /// <summary>Returns "file:line" of the script line that made the call, or null.</summary>
    public static string? Of(LuaCall call) => LuaTraceback.Site(call.Stack, 1);
}
