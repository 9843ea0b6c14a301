using System.Runtime.CompilerServices;
using System.Text;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Reads, pushes and moves values on the stack of one Lua thread. No member raises a Lua error. Members that allocate
/// use a <see cref="MemoryGuard"/>.
/// </summary>
/// <remarks>
/// Indices follow the C API: positive from the bottom of the running function, negative from the top. A function that
/// Lua calls has at least 20 free slots. Code that pushes more values, or that pushes to a thread that is not running,
/// must call <see cref="Reserve"/> first.
/// </remarks>
public readonly unsafe partial struct LuaThread : IEquatable<LuaThread>
{
    /// <summary>
    /// The maximum length in bytes of a text, such as a field's name, that is pushed without allocating an array.
    /// </summary>
    private const int ShortText = 64;

    internal LuaThread(nint state) => State = state;

    internal nint State { get; }

    /// <summary>The number of values on the stack, which is the number of arguments when a function starts.</summary>
    public int Count => LuaLayout.IsVerified ? LuaLayout.Count(State) : LuaApi.lua_gettop(State);

    public LuaType TypeOf(int index)
    {
        if (!LuaLayout.IsVerified)
        {
            return (LuaType)LuaApi.lua_type(State, index);
        }

        var value = LuaLayout.At(State, index);
        return value is null ? LuaType.None : (LuaType)(LuaLayout.TagOf(value) & TValue.TypeMask);
    }

    /// <summary>Returns true if the value is nil or missing.</summary>
    public bool IsAbsent(int index) => TypeOf(index) <= LuaType.Nil;

    public bool ToBoolean(int index) => LuaApi.lua_toboolean(State, index) != 0;

    /// <summary>Reads an integer, or a number or numeral with an exact integer value, as Lua does.</summary>
    public bool TryInteger(int index, out long value)
    {
        if (LuaLayout.IsVerified)
        {
            var direct = LuaLayout.At(State, index);
            if (direct is not null && LuaLayout.TagOf(direct) == TValue.IntegerTag)
            {
                value = *(long*)direct;
                return true;
            }
        }

        int valid;
        value = LuaApi.lua_tointegerx(State, index, &valid);
        return valid != 0;
    }

    /// <summary>Returns true if the value is a number of the subtype integer.</summary>
    public bool IsInteger(int index) => LuaApi.lua_isinteger(State, index) != 0;

    /// <summary>Reads a number or a numeral.</summary>
    public bool TryNumber(int index, out double value)
    {
        int valid;
        value = LuaApi.lua_tonumberx(State, index, &valid);
        return valid != 0;
    }

    /// <summary>Returns the bytes of a string, valid while it is on the stack, or no bytes for other values.</summary>
    public ReadOnlySpan<byte> ToBytes(int index)
    {
        if (TypeOf(index) != LuaType.String)
        {
            return default;
        }

        nuint length;
        var bytes = LuaApi.lua_tolstring(State, index, &length); // allocates nothing for a string
        return new ReadOnlySpan<byte>(bytes, (int)Math.Min(length, int.MaxValue));
    }

    /// <summary>Returns a number as Lua writes it.</summary>
    internal string NumberText(int index)
    {
        using var guard = new MemoryGuard(State);
        PushCopy(index); // the copy is converted in place
        nuint length;
        var bytes = LuaApi.lua_tolstring(State, -1, &length);
        var text = Encoding.UTF8.GetString(bytes, (int)length);
        Pop();
        return text;
    }

    /// <summary>Returns the identity of a table, function, thread, userdata or string, or 0 for other values.</summary>
    public nint Identity(int index) => LuaApi.lua_topointer(State, index);

    /// <summary>Returns the pointer of a light userdata, or 0.</summary>
    public nint ToLightUserdata(int index) => TypeOf(index) != LuaType.LightUserdata ? 0
        : LuaLayout.IsVerified ? *(nint*)LuaLayout.At(State, index)
        : LuaApi.lua_touserdata(State, index);

    /// <summary>Returns true if <paramref name="kept"/> keeps exactly this value alive.</summary>
    public bool Is(int index, RootedValue kept) =>
        LuaLayout.IsVerified && LuaLayout.At(State, index) is var value && value is not null
            ? kept.IsAt(value)
            : Identity(index) == kept.Identity;

    public bool RawEquals(int left, int right) => LuaApi.lua_rawequal(State, left, right) != 0;

    /// <summary>True if the running function is in a coroutine, and not in a callback of a C function.</summary>
    internal bool IsYieldable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LuaLayout.IsVerified ? LuaLayout.IsYieldable(State) : LuaApi.lua_isyieldable(State) != 0;
    }

    /// <summary>True if the thread has yielded and has not been resumed since.</summary>
    internal bool HasYielded => LuaApi.lua_status(State) == (int)ResumeStatus.Yielded;

    /// <summary>Returns the C function at an index, or 0.</summary>
    internal nint ToCFunction(int index) => LuaApi.lua_tocfunction(State, index);

    /// <summary>Returns true if the value is the thread <paramref name="thread"/>.</summary>
    internal bool IsThread(int index, LuaThread thread) => LuaApi.lua_tothread(State, index) == thread.State;

    /// <summary>Returns the Lua thread at an index.</summary>
    internal LuaThread ToThread(int index) => new(LuaApi.lua_tothread(State, index));

    /// <summary>Makes room for <paramref name="slots"/> values. Returns false at Lua's stack limit.</summary>
    public bool Reserve(int slots)
    {
        using var guard = new MemoryGuard(State);
        return LuaApi.lua_checkstack(State, slots) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushNil()
    {
        if (LuaLayout.IsVerified)
        {
            LuaLayout.Push(State, 0, TValue.NilTag);
        }
        else
        {
            LuaApi.lua_pushnil(State);
        }
    }

    public void Push(bool value)
    {
        if (LuaLayout.IsVerified)
        {
            LuaLayout.Push(State, 0, value ? TValue.TrueTag : TValue.FalseTag);
        }
        else
        {
            LuaApi.lua_pushboolean(State, value ? 1 : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long value)
    {
        if (LuaLayout.IsVerified)
        {
            LuaLayout.Push(State, value, TValue.IntegerTag);
        }
        else
        {
            LuaApi.lua_pushinteger(State, value);
        }
    }

    public void Push(double value) => LuaApi.lua_pushnumber(State, value);

    public void PushLightUserdata(nint value) => LuaApi.lua_pushlightuserdata(State, value);

    /// <summary>Pushes a string of exactly these bytes.</summary>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        using var guard = new MemoryGuard(State);
        fixed (byte* start = bytes)
        {
            byte none;
            _ = LuaApi.lua_pushlstring(State, start is null ? &none : start, (nuint)bytes.Length);
        }
    }

    /// <summary>Pushes a text, encoded in UTF-8.</summary>
    public void Push(string text)
    {
        Span<byte> room = stackalloc byte[ShortText];
        Push(Encoding.UTF8.TryGetBytes(text, room, out var length) ? room[..length] : Encoding.UTF8.GetBytes(text));
    }

    public void PushCopy(int index)
    {
        if (LuaLayout.IsVerified && LuaLayout.At(State, index) is var value && value is not null)
        {
            LuaLayout.Push(State, *(long*)value, LuaLayout.TagOf(value));
        }
        else
        {
            LuaApi.lua_pushvalue(State, index);
        }
    }

    /// <summary>Pushes a C function with an integer as its upvalue.</summary>
    internal void PushCFunction(nint function, long upvalue)
    {
        using var guard = new MemoryGuard(State);
        LuaApi.lua_pushinteger(State, upvalue);
        LuaApi.lua_pushcclosure(State, function, 1);
    }

    /// <summary>Marks the value at an index to be closed when the running function has returned.</summary>
    internal void MarkToClose(int index) => LuaApi.lua_toclose(State, index);

    public void PushTable(int array = 0, int hash = 0)
    {
        using var guard = new MemoryGuard(State);
        LuaApi.lua_createtable(State, array, hash);
    }

    /// <summary>Pushes a new Lua thread that shares this state's globals.</summary>
    public LuaThread PushThread()
    {
        using var guard = new MemoryGuard(State);
        return new LuaThread(LuaApi.lua_newthread(State));
    }

    /// <summary>Sets <c>table[name]</c>, without metamethods, to the value on top, and pops the value.</summary>
    public void SetField(int table, string name)
    {
        var target = LuaApi.lua_absindex(State, table);
        Push(name);
        LuaApi.lua_rotate(State, -2, 1);
        using var guard = new MemoryGuard(State);
        LuaApi.lua_rawset(State, target);
    }

    /// <summary>Pushes <c>table[name]</c>, read without metamethods.</summary>
    public LuaType PushField(int table, string name)
    {
        var source = LuaApi.lua_absindex(State, table);
        Push(name);
        return (LuaType)LuaApi.lua_rawget(State, source);
    }

    /// <summary>Sets <c>table[key]</c>, without metamethods, to the value on top, and pops the value.</summary>
    public void SetElement(int table, long key)
    {
        using var guard = new MemoryGuard(State);
        LuaApi.lua_rawseti(State, table, key);
    }

    /// <summary>Pushes <c>table[key]</c>, read without metamethods.</summary>
    public LuaType PushElement(int table, long key) => (LuaType)LuaApi.lua_rawgeti(State, table, key);

    /// <summary>Sets <c>table[key]</c> where key and value are the two values on top, and pops both.</summary>
    public void SetPair(int table)
    {
        using var guard = new MemoryGuard(State);
        LuaApi.lua_rawset(State, table);
    }

    /// <summary>Replaces the key on top by <c>table[key]</c>, read without metamethods.</summary>
    public LuaType ReplaceByElement(int table) => (LuaType)LuaApi.lua_rawget(State, table);

    /// <summary>Pushes the value's metatable, or returns false if the value has no metatable.</summary>
    public bool PushMetatable(int index) => LuaApi.lua_getmetatable(State, index) != 0;

    /// <summary>Pops the value on top into the global <paramref name="name"/>.</summary>
    public void SetGlobal(string name)
    {
        _ = LuaApi.lua_rawgeti(State, LuaApi.RegistryIndex, LuaApi.GlobalsIndex);
        LuaApi.lua_rotate(State, -2, 1);
        SetField(-2, name);
        Pop();
    }

    /// <summary>Gives the value at <paramref name="index"/> the metatable on top, and pops the metatable.</summary>
    public void SetMetatable(int index) => _ = LuaApi.lua_setmetatable(State, index);

    public void Pop(int count = 1)
    {
        if (LuaLayout.IsVerified)
        {
            LuaLayout.Pop(State, count); // no popped slot is to be closed
        }
        else
        {
            LuaApi.lua_settop(State, -count - 1);
        }
    }

    /// <summary>Moves the value on top down to <paramref name="index"/>.</summary>
    public void Insert(int index) => LuaApi.lua_rotate(State, index, 1);

    /// <summary>Moves the top <paramref name="count"/> values to another thread, whose stack must have room.</summary>
    public void MoveTo(LuaThread other, int count) => LuaApi.lua_xmove(State, other.State, count);

    /// <summary>Returns true if a block of a size that a script has chosen can be allocated.</summary>
    public bool CanAllocate(long size)
    {
        if (size < 0 || LuaAllocator.CanAllocate(State, (nuint)size))
        {
            return size >= 0;
        }

        Collect(); // as Lua does before it gives up
        return LuaAllocator.CanAllocate(State, (nuint)size);
    }

    /// <summary>Pushes the function of a source text, or pushes its syntax error and returns false.</summary>
    internal bool TryLoad(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name) => TryLoad(source, name, "t"u8);

    /// <summary>Pushes the function of a binary chunk, or pushes a message and returns false.</summary>
    internal bool TryLoadBinary(ReadOnlySpan<byte> chunk) => TryLoad(chunk, "=?"u8, "b"u8);

    private bool TryLoad(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, ReadOnlySpan<byte> mode)
    {
        using var guard = new MemoryGuard(State);
        fixed (byte* start = text, chunk = name, kind = mode)
        {
            return LuaApi.luaL_loadbufferx(State, start, (nuint)text.Length, chunk, kind) == 0;
        }
    }

    /// <summary>Calls the function below the arguments. On failure, leaves the error and returns false.</summary>
    internal bool TryCall(int arguments, int results) =>
        LuaApi.lua_pcallk(State, arguments, results, 0, 0, 0) == 0;

    /// <summary>Calls <c>__tostring</c> of the value on top. Returns false unless the call returns a string.</summary>
    internal bool TryDescribe(out string text)
    {
        text = "";
        if (!PushMetatable(-1))
        {
            return false;
        }

        if (PushField(-1, "__tostring") == LuaType.Nil)
        {
            Pop(2);
            return false;
        }

        PushCopy(-3);
        var called = TryCall(1, 1) && TypeOf(-1) == LuaType.String;
        text = called ? LuaText.Decode(ToBytes(-1)) : "";
        Pop(2);
        return called;
    }

    /// <summary>Starts or resumes this thread with the <paramref name="arguments"/> values on its top.</summary>
    internal ResumeStatus Resume(LuaThread from, int arguments, out int results)
    {
        int count;
        var status = (ResumeStatus)LuaApi.lua_resume(State, from.State, arguments, &count);
        results = count;
        return status;
    }

    /// <summary>Makes a full collection, which runs finalizers.</summary>
    internal void Collect() => _ = LuaApi.lua_gc(State, LuaApi.Collect, 0);

    public bool Equals(LuaThread other) => State == other.State;

    public override bool Equals(object? obj) => obj is LuaThread other && Equals(other);

    public override int GetHashCode() => State.GetHashCode();

    public static bool operator ==(LuaThread left, LuaThread right) => left.Equals(right);

    public static bool operator !=(LuaThread left, LuaThread right) => !left.Equals(right);
}

/// <summary>The result of resuming a thread. Other numbers are Lua's error statuses.</summary>
internal enum ResumeStatus
{
    Returned = 0,
    Yielded = 1,
    Failed = 2,
}
