using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>A kind of Lua userdata that stands for a managed object, which lives until the collector frees the userdata.</summary>
/// <param name="name">As in <see cref="UserdataType{THeader}"/>.</param>
/// <param name="collected">What to do with the object when Lua drops it; it runs inside the collector and must not fail.</param>
/// <param name="cost">The bytes that an object and its handle take in the managed heap, which count as memory of Lua's.</param>
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
    /// Pushes a new userdata for <paramref name="value"/>, with room for Lua values that it keeps alive. It fails where memory is
    /// short, so an object that has taken effect is pushed by <see cref="PushNew"/>.
    /// </summary>
    public void Push(LuaThread stack, T value, int userValues = 0) => Push(stack, value, Reserve(stack), userValues);

    /// <summary>Pushes a new userdata for the object that <paramref name="make"/> returns, which is called when nothing else can fail.</summary>
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

    /// <summary>Takes what a new userdata needs of limited memory, for <see cref="Push(LuaThread, T, GCHandle, int)"/> or <see cref="Cancel"/>.</summary>
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

    /// <summary>Pushes a new userdata, for which memory was reserved.</summary>
    public void Push(LuaThread stack, T value, GCHandle reserved, int userValues = 0)
    {
        reserved.Target = value;
        *_type.Push(stack, userValues) = GCHandle.ToIntPtr(reserved);
    }

    /// <summary>Gives back what was reserved: there is no object.</summary>
    public void Cancel(LuaThread stack, GCHandle reserved)
    {
        reserved.Free();
        LuaAllocator.Refund(stack.State, cost);
    }

    /// <summary>The object of an argument, which must be of this type.</summary>
    public T Get(LuaCall call, int argument) =>
        TryGet(call.Stack, argument) ?? throw call.WrongObject(argument, Name);

    /// <summary>The object at an index, or null if there is none or the collector took it.</summary>
    public T? TryGet(LuaThread stack, int index)
    {
        var header = _type.TryGet(stack, index);
        return header is not null && *header != 0 ? (T?)GCHandle.FromIntPtr(*header).Target : null;
    }

    /// <summary>What tells such userdata from others, for <see cref="Of"/>.</summary>
    public UserdataKey<nint> Key => _type.Key;

    /// <summary>The object of a userdata that <see cref="Key"/> has found, or null if there is none or the collector took it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Of(nint* header) => header is not null && *header != 0 ? Unsafe.As<T>(GCHandle.FromIntPtr(*header).Target) : null;

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
