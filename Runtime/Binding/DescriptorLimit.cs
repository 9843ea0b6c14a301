using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Has Lua's collector close the sockets and files that a script has dropped, when the process or the system has as many
/// descriptors open as it may: Lua sees their memory, which is little, and not that they are few.
/// </summary>
public static class DescriptorLimit
{
    /// <summary>More than a lookup of a name holds at a time.</summary>
    private const int Room = 6;

    /// <summary>Whether an errno says that no descriptor is left.</summary>
    public static bool IsReached(int errno) => errno is Errno.EMFILE or Errno.ENFILE;

    /// <summary>Runs a function that makes a descriptor; if none is left, collects and runs the function again.</summary>
    public static T Make<T>(LuaCall call, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (LuaFailure failure) when (failure.Error.Category == ErrorCategory.System && IsReached(failure.Error.Code))
        {
            // below, because finalizers must not run inside of a handler
        }

        Collect(call);
        return make();
    }

    /// <summary>Calls a function without a result, and once more after a collection if no descriptor was left.</summary>
    public static void Make(LuaCall call, Action make) => _ = Make(call, () =>
    {
        make();
        return true;
    });

    /// <summary>Collects if hardly any descriptor is left, for a function that does not say so when it fails.</summary>
    public static void MakeRoom(LuaCall call)
    {
        if (!SpareDescriptors.Has(Room))
        {
            Collect(call);
        }
    }

    /// <summary>Makes room before a call that cannot report a lack of descriptors. EMFILE if a collection makes none free.</summary>
    public static void RequireRoom(LuaCall call)
    {
        MakeRoom(call);
        if (!SpareDescriptors.Has(Room))
        {
            throw new LuaFailure(LuaError.System(Errno.EMFILE));
        }
    }

    /// <summary>Collects twice, because what a finalizer lets go of is found by the next collection only.</summary>
    public static void Collect(LuaCall call)
    {
        call.Stack.Collect();
        call.Stack.Collect();
    }
}
