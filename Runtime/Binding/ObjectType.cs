using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// A kind of Lua userdata that represents a managed object. The object lives until the collector frees the userdata.
/// </summary>
/// <param name="name">The type's name, as in <see cref="UserdataType{THeader}"/>.</param>
/// <param name="collected">Called with the object after Lua has dropped the userdata. The call is inside the collector
/// and must not fail.</param>
/// <param name="cost">The bytes of an object and its handle in the managed heap, which count as Lua's memory.</param>
public sealed unsafe class ObjectType<T>(string name, Action<T> collected, int cost)
    where T : class
{
    private readonly UserdataType<nint> _type = new(name);

    public string Name => _type.Name;

    /// <summary>Creates the metatable, with <c>__name</c> and <c>__gc</c>, and leaves it on the stack.</summary>
    internal void PushNewMetatable(LuaThread stack, Func<string, LuaFunction, int> register)
    {
        _type.PushNewMetatable(stack);
        stack.PushFunction(register("__gc", Collect));
        stack.SetField(-2, "__gc");
    }

    /// <summary>
    /// Pushes a new userdata for <paramref name="value"/>, with <paramref name="userValues"/> slots for Lua values.
    /// This may fail for lack of memory. For an object that must not be lost, use <see cref="PushNew"/>.
    /// </summary>
    public void Push(LuaThread stack, T value, int userValues = 0) => Push(stack, value, Reserve(stack), userValues);

    /// <summary>
    /// Pushes a new userdata for the object that <paramref name="make"/> returns. Calls <paramref name="make"/> when
    /// nothing else can fail.
    /// </summary>
    public void PushNew(LuaCall call, Func<LuaCall, T> make)
    {
        var reserved = Reserve(call.Stack);
        T value;
        try
        {
            value = make(call);
        }
        catch
        {
            Cancel(call.Stack, reserved);
            throw;
        }

        Push(call.Stack, value, reserved);
    }

    /// <summary>
    /// Reserves the limited memory that a new userdata needs, for <see cref="Push(LuaThread, T, GCHandle, int)"/> or
    /// <see cref="Cancel"/>.
    /// </summary>
    public GCHandle Reserve(LuaThread stack)
    {
        LuaAllocator.Charge(stack, cost);
        try
        {
            return GCHandle.Alloc(null);
        }
        catch (OutOfMemoryException)
        {
            LuaAllocator.Refund(stack.State, cost);
            throw;
        }
    }

    /// <summary>
    /// Pushes a new userdata for <paramref name="value"/>. Returns false if the limits leave no memory. Does not run
    /// the collector for memory.
    /// </summary>
    internal bool TryPush(LuaThread stack, T value)
    {
        if (!LuaAllocator.TryCharge(stack.State, cost))
        {
            return false;
        }

        GCHandle handle;
        try
        {
            handle = GCHandle.Alloc(value);
        }
        catch (OutOfMemoryException)
        {
            LuaAllocator.Refund(stack.State, cost);
            return false;
        }

        *_type.Push(stack) = GCHandle.ToIntPtr(handle);
        return true;
    }

    /// <summary>Pushes a new userdata in reserved memory.</summary>
    public void Push(LuaThread stack, T value, GCHandle reserved, int userValues = 0)
    {
        reserved.Target = value;
        *_type.Push(stack, userValues) = GCHandle.ToIntPtr(reserved);
    }

    /// <summary>Releases reserved memory without pushing an object.</summary>
    public void Cancel(LuaThread stack, GCHandle reserved)
    {
        reserved.Free();
        LuaAllocator.Refund(stack.State, cost);
    }

    /// <summary>Returns the object of an argument, which must be of this type.</summary>
    public T Get(LuaCall call, int argument) =>
        TryGet(call.Stack, argument) ?? throw call.WrongObject(argument, Name);

    /// <summary>
    /// Returns the object at an index, or null if the value has another type or the collector took the object.
    /// </summary>
    public T? TryGet(LuaThread stack, int index)
    {
        var header = _type.TryGet(stack, index);
        return header is not null && *header != 0 ? (T?)GCHandle.FromIntPtr(*header).Target : null;
    }

    /// <summary>The key that identifies userdata of this type, for <see cref="Of"/>.</summary>
    public UserdataKey<nint> Key => _type.Key;

    /// <summary>
    /// Returns the object of a userdata that <see cref="Key"/> has found, or null if the collector took the
    /// object.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Of(nint* header) =>
        header is not null && *header != 0 ? Unsafe.As<T>(GCHandle.FromIntPtr(*header).Target) : null;

    private int Collect(LuaCall call)
    {
        var header = _type.TryGet(call.Stack, 1);
        if (header is not null && *header != 0)
        {
            var handle = GCHandle.FromIntPtr(*header);
            *header = 0;
            var value = (T)handle.Target!;
            handle.Free();
            LuaAllocator.Refund(call.Stack.State, cost);
            collected(value);
        }

        return 0;
    }
}
