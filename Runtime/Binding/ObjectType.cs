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

    /// <summary>Pushes a new userdata for <paramref name="value"/>, with room for Lua values that it keeps alive.</summary>
    public void Push(LuaThread stack, T value, int userValues = 0)
    {
        LuaAllocator.Charge(stack, cost);
        var header = _type.Push(stack, userValues);
        try
        {
            *header = GCHandle.ToIntPtr(GCHandle.Alloc(value));
        }
        catch (OutOfMemoryException)
        {
            LuaAllocator.Refund(stack.State, cost);
            throw;
        }
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
