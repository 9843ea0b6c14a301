using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>Pushes the functions of <see cref="Trampoline"/> as Lua values, and recognizes them.</summary>
internal static class ManagedFunctions
{
    /// <summary>Pushes a function by its number.</summary>
    /// <param name="stack">The stack to push on.</param>
    /// <param name="number">The number that <see cref="Trampoline.Register"/> returned.</param>
    /// <param name="entry">The function's own entry, or 0 for the common entry.</param>
    internal static void PushFunction(this LuaThread stack, int number, nint entry = 0) =>
        stack.PushCFunction(entry == 0 ? Trampoline.EntryPoint : entry, number);

    internal static bool IsManagedFunction(this LuaThread stack, int index) =>
        Trampoline.IsEntry(stack.ToCFunction(index));
}
