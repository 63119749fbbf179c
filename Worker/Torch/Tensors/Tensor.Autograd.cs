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

        /// <summary>What <see cref="backward"/> left in this leaf; null before the first, or after it was set to null.</summary>
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

        /// <summary>
        /// Adds to the gradient of every leaf this was computed from. <paramref name="grad_tensors"/> holds this tensor's own
        /// gradient, of its shape; a scalar needs none.
        /// </summary>
        /// <exception cref="ArgumentException">More than one gradient is given, or inputs, which this layer does not restrict.</exception>
        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null)
        {
            if (grad_tensors is { Count: > 1 } || inputs is { Count: > 0 })
            {
                throw new ArgumentException("backward of one tensor takes one gradient and differentiates by every leaf");
            }
            Shim.sw_backward(this, grad_tensors is [var gradient] ? gradient : null, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0);
        }

        /// <summary>The same elements, outside the graph of gradients.</summary>
        public Tensor detach() => Shim.sw_detach(this);
    }
}
