using System.Runtime.InteropServices.Marshalling;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array with gradients, over libtorch's memory. Every operation makes a new tensor but those whose
    /// name ends in an underscore, which change this one and answer it. A failing operation throws
    /// <see cref="System.Runtime.InteropServices.ExternalException"/> with libtorch's message.
    /// A tensor is freed by <see cref="Dispose"/>, by the scope it was made in (<see cref="NewDisposeScope"/>), or late by its finalizer.
    /// </summary>
    [NativeMarshalling(typeof(TensorMarshaller))]
    public partial class Tensor : IDisposable
    {
        private TensorHandle handle;

        internal Tensor(TensorHandle handle)
        {
            this.handle = handle;
            DisposeScope.Innermost?.Add(this);
        }

        /// <summary>Takes over another's tensor, which is disposed.</summary>
        private protected Tensor(Tensor other)
            : this(other.handle)
        {
            other.OwningScope?.Remove(other);
            other.handle = TensorHandle.None;
        }

        /// <summary>Tensors that exist and are not freed, in the whole process.</summary>
        public static long TotalCount => TensorHandle.Live;

        internal DisposeScope? OwningScope { get; set; }

        /// <summary>True once this was disposed.</summary>
        public bool IsInvalid => handle.IsClosed;

        /// <summary>The handle with one more reference, which the caller releases.</summary>
        /// <exception cref="ObjectDisposedException">This was disposed.</exception>
        internal TensorHandle Held()
        {
            var added = false;
            handle.DangerousAddRef(ref added);
            return handle;
        }

        public void Dispose()
        {
            OwningScope?.Remove(this);
            handle.Dispose();
            GC.SuppressFinalize(this);
        }

        /// <summary>Lets the scope around the owning one free this; without one, nobody does.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes this out of every scope: it lives until it is disposed or forgotten.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Remove(this);
            return this;
        }

        private Tensor After(Status _) => this;
    }
}
