using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the value that a script indexes once the search has come to the table of its methods. A table as
/// <c>__index</c> is three times as quick as a function for each call of a method, but Lua then calls the table's own
/// <c>__index</c> for a property with the table, and the value itself must be found where the indexing code has it.
/// </summary>
/// <remarks>
/// The instruction that indexes (lopcodes.h of Lua 5.4) names its register or upvalue. prelude.lua tries every such
/// instruction as the program starts, and does without this when one goes wrong or <see cref="LuaLayout"/> is not known.
/// </remarks>
internal static unsafe class IndexReceiver
{
    /// <summary>Through how many <c>__index</c> a value may lead to its methods.</summary>
    private const int MaxChainLength = 16;

    private static readonly bool IsAllowed = Shortcuts.Allow(Shortcut.IndexReceiver);

    /// <summary>
    /// Pushes the value for the table of methods at <paramref name="methods"/>. The running function is that table's
    /// <c>__index</c>, or was called by that, a Lua function.
    /// </summary>
    internal static bool TryPush(LuaThread stack, int methods, bool isIndex)
    {
        if (!LuaLayout.IsVerified || !IsAllowed)
        {
            return false;
        }

        var running = LuaLayout.CallInfoOf(stack.State);
        var index = isIndex ? running : *(byte**)(running + CallInfo.Previous);
        var indexing = index is null ? null : *(byte**)(index + CallInfo.Previous);
        if (indexing is null)
        {
            return false;
        }

        if ((*(ushort*)(indexing + CallInfo.Status) & CallInfo.IsC) == 0)
        {
            var operand = Operand(indexing);
            return operand is not null && TryPush(stack, operand, methods);
        }

        // A C function indexes: most likely one of its arguments.
        for (var slot = *(byte**)indexing + TValue.Size; slot < *(byte**)index; slot += TValue.Size)
        {
            if (TryPush(stack, slot, methods))
            {
                return true;
            }
        }

        return false;
    }

    private static byte* Operand(byte* indexing)
    {
        var function = *(byte**)indexing;
        var instruction = *(uint*)(*(byte**)(indexing + CallInfo.SavedPc) - sizeof(uint));
        var operand = (int)(instruction >> Instruction.OperandShift) & Instruction.OperandMask;
        return (instruction & Instruction.OpcodeMask) switch
        {
            Instruction.GetTabUp => *(byte**)(*(byte**)(*(byte**)function + LClosure.FirstUpvalue + (operand * sizeof(nint))) + UpVal.Target),
            Instruction.GetTable or Instruction.GetI or Instruction.GetField or Instruction.Self => function + ((operand + 1) * TValue.Size),
            _ => null,
        };
    }

    /// <summary>Pushes the value, or that which its <c>__index</c> leads to, if the methods are its <c>__index</c>.</summary>
    private static bool TryPush(LuaThread stack, byte* value, int methods)
    {
        LuaLayout.Push(stack.State, *(long*)value, LuaLayout.TagOf(value));
        for (var i = 0; i < MaxChainLength; i++)
        {
            if (!stack.PushMetatable(-1))
            {
                break;
            }

            _ = stack.PushField(-1, "__index");
            if (stack.RawEquals(-1, methods))
            {
                stack.Pop(2);
                return true;
            }

            stack.Insert(-3); // below the value and its metatable
            stack.Pop(2);
        }

        stack.Pop();
        return false;
    }
}
