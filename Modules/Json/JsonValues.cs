using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Json;

/// <summary>The Lua values that represent null and arrays.</summary>
internal sealed class JsonValues
{
    /// <summary>The value <c>json.null</c>.</summary>
    internal RootedValue Null { get; } = new();

    /// <summary>The metatable that marks tables as arrays.</summary>
    internal RootedValue ArrayMetatable { get; } = new();
}
