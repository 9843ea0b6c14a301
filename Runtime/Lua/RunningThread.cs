using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Records the Lua thread that the loop's thread is running, so that another OS thread can stop it. The record is
/// needed because a hook belongs to one Lua thread, and Lua does not show which Lua thread is running.
/// </summary>
/// <remarks>
/// 1. The scheduler records the fiber's thread (<see cref="Enter"/>), and the C functions record the coroutine inside
/// it. Without the C functions, calls.lua keeps the coroutine in a local variable, and this class reads the variable's
/// memory. <see cref="TryWatch"/> checks the layout of this memory. If the layout is unexpected, coroutines are not
/// seen.
/// 2. Between <see cref="TryHold"/> and <see cref="Release"/>, the Lua thread that was read is not freed. The loop's
/// thread first records that it has left the Lua thread, and then waits while a Lua thread is held. No fence is needed
/// between these two steps, because the other OS thread calls <see cref="Interlocked.MemoryBarrierProcessWide"/>
/// between its write and its reads.
/// </remarks>
internal sealed unsafe class RunningThread
{
    /// <summary>The light userdata that calls.lua stores in place of a coroutine while the fiber itself runs.</summary>
    internal const nint None = 0x6d6f6f6e;

    private const long ProbeHeld = 0x6865;

    private readonly NativeCalls.Shared[] _shared = GC.AllocateArray<NativeCalls.Shared>(1, pinned: true);
    private readonly NativeCalls.Shared* _calls;
    private nint _fiber;
    private int _isHeld;
    private bool _hasCalls;
    private Slot* _inner;
    private Slot* _held;

    public RunningThread() => _calls = (NativeCalls.Shared*)Unsafe.AsPointer(ref _shared[0]);

    /// <summary>True if coroutines are seen.</summary>
    internal bool SeesCoroutines => _hasCalls || _inner is not null;

    /// <summary>True if the C functions are used.</summary>
    internal bool HasCalls => _hasCalls;

    /// <summary>The memory that the C functions read and write, if they exist.</summary>
    internal ref NativeCalls.Shared Calls
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_calls;
    }

    /// <summary>
    /// Adds the C functions to the table below the top. The functions then record the running coroutine.
    /// </summary>
    /// <returns>False if the C functions cannot be used.</returns>
    /// <param name="isManaged">A C function that returns 1 if its argument is an entry of managed code.</param>
    internal bool TryAddCalls(LuaThread stack, RootedValue token, nint isManaged)
    {
        token.Push(stack);
        _calls->Token = LuaApi.lua_touserdata(stack.State, -1);
        stack.Pop();
        if (LuaLayout.IsVerified)
        {
            _calls->StackOffset = LuaState.Stack;
            _calls->ToCloseOffset = LuaState.ToClose;
            _calls->HandlerOffset = LuaState.MessageHandler;
        }

        _hasCalls = NativeCalls.TryAdd(stack, _calls, isManaged);
        return _hasCalls;
    }

    /// <summary>
    /// Watches the variables inner and held, which are the first and second upvalues of the function on top. Pops the
    /// function.
    /// </summary>
    internal void TryWatch(LuaThread stack)
    {
        var inner = SlotOf(LuaApi.lua_upvalueid(stack.State, -1, 1));
        var held = SlotOf(LuaApi.lua_upvalueid(stack.State, -1, 2));
        if (inner is not null && held is not null
            && *inner is { Value: None, Tag: TValue.LightUserdataTag }
            && *held is { Value: (nint)ProbeHeld, Tag: TValue.IntegerTag })
        {
            _inner = inner;
            _held = held;
            held->Value = 0;
        }

        stack.Pop();
    }

    /// <summary>Records that a fiber's thread is about to run.</summary>
    internal void Enter(LuaThread fiber)
    {
        if (_hasCalls)
        {
            Volatile.Write(ref _calls->Inner, 0);
            Volatile.Write(ref _calls->Fiber, fiber.State);
        }
        else if (_inner is not null)
        {
            Volatile.Write(ref _inner->Value, None);
            Volatile.Write(ref _inner->Tag, TValue.LightUserdataTag);
        }

        Volatile.Write(ref _fiber, fiber.State);
    }

    /// <summary>Records that the fiber's thread has returned. The thread may be freed afterwards.</summary>
    internal void Exit()
    {
        Volatile.Write(ref _fiber, 0);
        AwaitRelease();
    }

    /// <summary>The loop's thread: waits until no Lua thread is held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AwaitRelease()
    {
        if (Volatile.Read(ref _isHeld) != 0)
        {
            Spin();
        }
    }

    private void Spin()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _isHeld) != 0)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>
    /// Another OS thread, one at a time: returns the innermost running Lua thread and its fiber's thread, for use until
    /// <see cref="Release"/>.
    /// </summary>
    internal bool TryHold(out LuaThread innermost, out LuaThread fiber)
    {
        Hold(1);
        Interlocked.MemoryBarrierProcessWide();
        var outer = Volatile.Read(ref _fiber);
        fiber = new LuaThread(outer);
        innermost = new LuaThread(Inner() is var inner and not 0 ? inner : outer);
        if (outer == 0)
        {
            Release();
        }

        return outer != 0;
    }

    internal void Release() => Hold(0);

    /// <summary>
    /// Returns the running coroutine, or 0. calls.lua writes the value and the tag one after the other. A read between
    /// the two writes finds no coroutine.
    /// </summary>
    private nint Inner()
    {
        if (_hasCalls)
        {
            return Volatile.Read(ref _calls->Inner);
        }

        if (_inner is null)
        {
            return 0;
        }

        var value = Volatile.Read(ref _inner->Value);
        return Volatile.Read(ref _inner->Tag) == TValue.ThreadTag && value != None ? value : 0;
    }

    private void Hold(int value)
    {
        Volatile.Write(ref _calls->Held, value);
        if (_held is not null)
        {
            Volatile.Write(ref _held->Value, value);
        }

        Volatile.Write(ref _isHeld, value);
    }

    /// <summary>
    /// Returns the slot of an upvalue's value if the upvalue is closed, which means that it contains the value itself.
    /// Otherwise returns null.
    /// </summary>
    private static Slot* SlotOf(nint upvalue) =>
        sizeof(nint) == 8 && upvalue != 0 && *(nint*)(upvalue + UpVal.Target) == upvalue + UpVal.OwnValue
            ? (Slot*)(upvalue + UpVal.OwnValue)
            : null;

    /// <summary>A value in Lua's layout.</summary>
    [StructLayout(LayoutKind.Explicit)]
    private struct Slot
    {
        [FieldOffset(0)]
        public nint Value;

        [FieldOffset(TValue.Tag)]
        public byte Tag;
    }
}
