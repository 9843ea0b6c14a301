using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>Where in the script a call is.</summary>
public static class LuaPlace
{
    /// <summary>"file:line" of the script line that made the call, or null.</summary>
    public static string? Of(LuaCall call) => LuaTraceback.Site(call.Stack, 1);
}
