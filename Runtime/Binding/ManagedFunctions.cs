using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>The functions of <see cref="Trampoline"/> as values of Lua's.</summary>
internal static class ManagedFunctions
{
    /// <summary>Pushes a function by its number.</summary>
    /// <param name="stack">Where it goes.</param>
    /// <param name="number">What <see cref="Trampoline.Register"/> returned.</param>
    /// <param name="entry">Its own entry, or 0 for the common one.</param>
    internal static void PushFunction(this LuaThread stack, int number, nint entry = 0) =>
        stack.PushCFunction(entry == 0 ? Trampoline.EntryPoint : entry, number);

    internal static bool IsManagedFunction(this LuaThread stack, int index) => Trampoline.IsEntry(stack.ToCFunction(index));
}
