using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Loads the embedded Lua files. All of them have the chunk name "[moonwire]", so that tracebacks can omit them.
/// </summary>
internal static class ShimLoader
{
    /// <summary>
    /// Calls the shim with the <paramref name="arguments"/> values on top, and leaves its single result on the stack.
    /// </summary>
    internal static void Call(LuaThread stack, CompiledShims shims, string name, int arguments)
    {
        if (!stack.TryLoadBinary(shims.Of(name)))
        {
            throw Failed(stack, name);
        }

        stack.Insert(-arguments - 1);
        if (!stack.TryCall(arguments, 1))
        {
            throw Failed(stack, name);
        }
    }

    private static InvalidOperationException Failed(LuaThread stack, string name) =>
        new($"the shim {name} failed: {LuaText.Decode(stack.ToBytes(-1))}");
}
