using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Copies, and moves between element types and devices.</summary>
    public partial class Tensor
    {
        public Tensor clone() => Shim.sw_clone(this);

        /// <summary>Another handle to the same tensor, disposed on its own.</summary>
        public Tensor alias() => Shim.sw_alias(this);

        public Tensor contiguous() => Shim.sw_contiguous(this);

        /// <summary>Overwrites the elements with <paramref name="source"/>'s, converted and broadcast.</summary>
        public Tensor copy_(Tensor source, bool non_blocking = false) => After(Shim.sw_copy_(this, source, non_blocking ? 1 : 0));

        /// <summary>The tensor with elements of <paramref name="type"/>; shares memory where that already holds, unless <paramref name="copy"/>.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, device, copy, disposeAfter);

        /// <summary>The tensor on <paramref name="device"/>; shares memory where it is there already, unless <paramref name="copy"/>.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(dtype, device, copy, disposeAfter);

        public Tensor cpu() => Converted(dtype, CPU, copy: false, disposeAfter: false);

        private Tensor Converted(ScalarType type, Device device, bool copy, bool disposeAfter)
        {
            var converted = Shim.sw_to(this, type, device.type, (short)device.index, copy ? 1 : 0);
            if (disposeAfter)
            {
                Dispose();
            }
            return converted;
        }
    }
}
