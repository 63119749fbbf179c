using System.Runtime.InteropServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a tensor is, and its elements as .NET sees them.</summary>
    public partial class Tensor
    {
        public long Dimensions => Shim.sw_dim(this);

        public long ndim => Dimensions;

        public long NumberOfElements => Shim.sw_numel(this);

        /// <summary>Bytes an element takes.</summary>
        public long ElementSize => Shim.sw_element_size(this);

        public ScalarType dtype => (ScalarType)Shim.sw_type(this);

        public Device device => new((DeviceType)Shim.sw_device_type(this), Shim.sw_device_index(this));

        /// <summary>The size of each dimension.</summary>
        public long[] shape
        {
            get
            {
                var shape = new long[Dimensions];
                Shim.sw_shape(this, shape);
                return shape;
            }
        }

        /// <summary>The elements' bytes, in place. Valid while this tensor lives.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or not in the CPU's memory.</exception>
        public Span<byte> bytes
        {
            get
            {
                var count = checked((int)(NumberOfElements * ElementSize));
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("bytes needs a contiguous tensor: call contiguous() first");
                }
                unsafe
                {
                    return new Span<byte>((void*)Address(), count);
                }
            }

            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                {
                    throw new ArgumentException($"the tensor holds {target.Length} bytes, but got {value.Length}");
                }
                value.CopyTo(target);
            }
        }

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long[] size() => shape;

        /// <summary>The size of one dimension; -1 is the last.</summary>
        public long size(int dim) => shape[dim < 0 ? dim + (int)Dimensions : dim];

        /// <summary>Elements from one to the next along each dimension.</summary>
        public long[] stride()
        {
            var strides = new long[Dimensions];
            Shim.sw_strides(this, strides);
            return strides;
        }

        public bool is_contiguous() => Shim.sw_is_contiguous(this) != 0;

        /// <summary>The elements, in row-major order. Valid while this tensor lives.</summary>
        /// <exception cref="ArgumentException">The elements are not of type <typeparamref name="T"/>.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not in the CPU's memory.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (dtype != TypeOf<T>())
            {
                throw new ArgumentException($"the tensor holds {dtype}, not {typeof(T).Name}");
            }
            return new TensorAccessor<T>(this, Address());
        }

        /// <summary>The value of a tensor with one element. Waits for the device that computes it.</summary>
        /// <exception cref="ArgumentException">The tensor has another number of elements, or of another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException($"item needs one element, but the tensor has {NumberOfElements}");
            }
            using var here = device.type == DeviceType.CPU ? alias() : cpu();
            return here.data<T>()[0];
        }

        public override string ToString() =>
            IsInvalid ? "[disposed]" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        private nint Address() =>
            device.type == DeviceType.CPU
                ? Shim.sw_data(this)
                : throw new InvalidOperationException($"the elements are on {device}: call cpu() first");
    }
}
