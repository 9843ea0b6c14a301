using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// While the <c>__index</c> function of a table of methods runs, finds the value that the script is indexing. With a
/// table as <c>__index</c>, method calls are three times as fast as with a function. But for a property, Lua then
/// passes the table, not the value, to the table's own <c>__index</c>. Therefore this class reads the value from the
/// register, upvalue or argument of the indexing code.
/// </summary>
/// <remarks>
/// The indexing instruction (lopcodes.h of Lua 5.4) contains the register or upvalue of the value. prelude.lua tests
/// every such instruction when the program starts. If a test fails, or <see cref="LuaLayout"/> is not verified, this
/// class is not used.
/// </remarks>
internal static unsafe class IndexReceiver
{
    /// <summary>The maximum number of <c>__index</c> steps from a value to its methods.</summary>
    private const int MaxChainLength = 16;

    private static readonly bool IsAllowed = Shortcuts.Allow(Shortcut.IndexReceiver);

    /// <summary>
    /// Pushes the value whose table of methods is at <paramref name="methods"/>. If <paramref name="isIndex"/> is true,
    /// the running function is the <c>__index</c> of this table. Otherwise the <c>__index</c> is a Lua function that
    /// has called the running function.
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

        // A C function indexes the value, which is most likely one of its arguments.
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
            Instruction.GetTabUp =>
                *(byte**)(*(byte**)(*(byte**)function + LClosure.FirstUpvalue + (operand * sizeof(nint)))
                    + UpVal.Target),
            Instruction.GetTable or Instruction.GetI or Instruction.GetField or Instruction.Self =>
                function + ((operand + 1) * TValue.Size),
            _ => null,
        };
    }

    /// <summary>
    /// Pushes a value if its <c>__index</c>, or the end of a chain of <c>__index</c>, is the table of methods.
    /// </summary>
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
