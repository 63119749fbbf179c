using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients.</summary>
    public partial class Tensor
    {
        public bool is_leaf => Shim.sw_is_leaf(this) != 0;

        public bool requires_grad
        {
            get => Shim.sw_requires_grad(this) != 0;
            set => Shim.sw_set_requires_grad(this, value ? 1 : 0);
        }

        /// <summary>What <see cref="backward()"/> left in this leaf; null before the first, or after it was set to null.</summary>
        public Tensor? grad
        {
            get => Shim.sw_has_grad(this) != 0 ? Shim.sw_grad(this) : null;
            set => Shim.sw_set_grad(this, value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Adds to the gradient of every leaf this scalar was computed from, and frees what that needed.</summary>
        public void backward() => Shim.sw_backward(this);

        /// <summary>The same elements, outside the graph of gradients.</summary>
        public Tensor detach() => Shim.sw_detach(this);
    }
}
