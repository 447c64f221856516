// Included before every source of tfjs-node's binding when the addon is compiled.
//
// The binding hands TensorFlow the memory of a JavaScript array and lets go of the array when TensorFlow lets go of the tensor. A
// thread of TensorFlow can be the last to do that, a moment after a session has answered, and Node-API may be called from the thread of
// JavaScript alone: V8 then ends the process (SIGTRAP). So TensorFlow gets a copy, and the array is let go of at once, on the thread
// that called.
#ifndef GRAFT_COPIED_TENSORS_H_
#define GRAFT_COPIED_TENSORS_H_

#include <cstring>

#include "tensorflow/c/c_api.h"

inline TF_Tensor *GraftCopiedTensor(TF_DataType dtype, const int64_t *dims, int num_dims, void *data, size_t len,
                                    void (*deallocator)(void *data, size_t len, void *arg), void *deallocator_arg) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, dims, num_dims, len);
  if (len > 0) std::memcpy(TF_TensorData(tensor), data, len);
  deallocator(data, len, deallocator_arg);
  return tensor;
}
#define TF_NewTensor GraftCopiedTensor

#endif  // GRAFT_COPIED_TENSORS_H_
