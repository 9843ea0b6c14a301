using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Errors;

/// <summary>
/// Helpers of the modules of error names: the codes by name as a Lua table, and the failure for an unknown name.
/// </summary>
internal static class ErrorNames
{
    /// <summary>Returns a table of the codes by name.</summary>
    internal static int Return(LuaCall call, IReadOnlyDictionary<string, int> codes)
    {
        call.Stack.PushTable(hash: codes.Count);
        foreach (var (name, code) in codes)
        {
            call.Stack.Push((long)code);
            call.Stack.SetField(-2, name);
        }

        return 1;
    }

    /// <summary>
    /// Returns EINVAL (arg 2) for an unknown key, which is argument 2. The detail has the nearest known name.
    /// </summary>
    internal static LuaFailure Unknown(LuaCall call, string table, IEnumerable<string> names)
    {
        var key = call.Text(2);
        return LuaCall.Invalid(2, $"{table} has no member '{key}'; the nearest is '{NearestName.Of(key, names)}'");
    }
}
