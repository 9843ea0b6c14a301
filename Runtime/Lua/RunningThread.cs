using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Which Lua thread the loop's thread runs, so that another thread can stop it: hooks belong to a Lua thread, and Lua
/// itself does not tell which one runs.
/// </summary>
/// <remarks>
/// <para>The scheduler tells the fiber's thread (<see cref="Enter"/>), and the functions of C tell the coroutine inside it. Without
/// them calls.lua does, in a local variable whose memory is read here. <see cref="TryWatch"/> checks that the memory is laid out as expected; if not, coroutines go unseen.</para>
/// <para>Invariant: between <see cref="TryHold"/> and <see cref="Release"/> the thread that was read is not freed, for
/// the loop's thread says first that it has left the thread, and then waits while a thread is held. It needs no fence, because the
/// other side makes the whole process pass one in between.</para>
/// </remarks>
internal sealed unsafe class RunningThread
{
    /// <summary>What stands in for the coroutine when the fiber itself runs; a light userdata.</summary>
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

    /// <summary>Whether coroutines are seen.</summary>
    internal bool SeesCoroutines => _hasCalls || _inner is not null;

    /// <summary>Whether the functions of C are used.</summary>
    internal bool HasCalls => _hasCalls;

    /// <summary>The memory that the functions of C read and write, if they are there.</summary>
    internal ref NativeCalls.Shared Calls
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_calls;
    }

    /// <summary>Adds the functions of C to the table below the top; they then tell which coroutine runs.</summary>
    /// <returns>False if they cannot be used.</returns>
    /// <param name="isManaged">A function of C that says whether a C function is one of C#.</param>
    internal bool TryAddCalls(LuaThread stack, RootedValue token, nint isManaged)
    {
        token.Push(stack);
        _calls->Token = LuaApi.lua_touserdata(stack.State, -1);
        stack.Pop();
        if (LuaLayout.IsVerified)
        {
            _calls->StackOffset = LuaState.Stack;
            _calls->ToCloseOffset = LuaState.ToClose;
        }

        _hasCalls = NativeCalls.TryAdd(stack, _calls, isManaged);
        return _hasCalls;
    }

    /// <summary>The variables (inner, held) are the upvalues, in this order, of the function on top, which is popped.</summary>
    internal void TryWatch(LuaThread stack)
    {
        var inner = SlotOf(LuaApi.lua_upvalueid(stack.State, -1, 1));
        var held = SlotOf(LuaApi.lua_upvalueid(stack.State, -1, 2));
        if (inner is not null && held is not null
            && *inner is { Value: None, Tag: TValue.LightUserdataTag } && *held is { Value: (nint)ProbeHeld, Tag: TValue.IntegerTag })
        {
            _inner = inner;
            _held = held;
            held->Value = 0;
        }

        stack.Pop();
    }

    /// <summary>A fiber's thread is about to run.</summary>
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

    /// <summary>The fiber's thread came back and may be freed from now on.</summary>
    internal void Exit()
    {
        Volatile.Write(ref _fiber, 0);
        AwaitRelease();
    }

    /// <summary>The loop's thread: goes on when nothing is held.</summary>
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

    /// <summary>Another thread, one at a time: gives the innermost thread that runs, and its fiber's, for use until <see cref="Release"/>.</summary>
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

    /// <summary>Value and tag are written one after the other: what is read while they change is no coroutine.</summary>
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

    /// <summary>Where an upvalue's value is, or null unless it is closed, that is, in the upvalue itself.</summary>
    private static Slot* SlotOf(nint upvalue) =>
        sizeof(nint) == 8 && upvalue != 0 && *(nint*)(upvalue + UpVal.Target) == upvalue + UpVal.OwnValue
            ? (Slot*)(upvalue + UpVal.OwnValue)
            : null;

    /// <summary>A value as Lua keeps it.</summary>
    [StructLayout(LayoutKind.Explicit)]
    private struct Slot
    {
        [FieldOffset(0)]
        public nint Value;

        [FieldOffset(TValue.Tag)]
        public byte Tag;
    }
}
